/// Denyut with a database of its own, and its commands. `FOLDER` tells the programs of its jobs where they may write.
struct Installation: Sendable {
    let folder: TemporaryFolder
    let environment: [String: String]

    /// - Parameters:
    ///   - variables: What its environment holds besides.
    ///   - settings: Its `denyut.json`, if it has one.
    init(_ variables: [String: String] = [:], settings: String? = nil) throws {
        folder = try TemporaryFolder()
        var environment = ["DATABASE_URL": "sqlite:\(folder.database)", "FOLDER": folder.path]
        if let settings { environment["DENYUT_CONFIG"] = try folder.file("denyut.json", settings) }
        self.environment = environment.merging(variables) { $1 }
    }

    var database: String { folder.database }

    /// Starts a command.
    func start(_ arguments: String..., environment: [String: String] = [:]) throws -> RunningProcess {
        try start(arguments, environment: environment)
    }

    /// Runs a command to its end.
    func run(_ arguments: String..., environment: [String: String] = [:]) async throws -> ProcessResult {
        try await start(arguments, environment: environment).end()
    }

    /// Runs a command to its end.
    func run(_ arguments: [String]) async throws -> ProcessResult {
        try await start(arguments).end()
    }

    private func start(_ arguments: [String], environment: [String: String] = [:]) throws -> RunningProcess {
        try RunningProcess(
            Binaries.path("denyut"), arguments, environment: self.environment.merging(environment) { $1 })
    }
}
