import ArgumentParser

/// The options that every command takes.
struct GlobalOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The database (default: DATABASE_URL, else sqlite:storage/denyut.sqlite).", valueName: "sqlite:PATH"))
    var database: String?

    @Option(
        help: ArgumentHelp("The settings file (default: DENYUT_CONFIG, else denyut.json).", valueName: "file"),
        completion: .file())
    var config: String?

    @Option(
        help: ArgumentHelp("trace, debug, info, notice, warning, error or critical.", valueName: "level"),
        completion: .list(["trace", "debug", "info", "notice", "warning", "error", "critical"]))
    var logLevel: String?

    @Flag(name: .shortAndLong, help: "Log more: the same as --log-level debug.")
    var verbose = false

    /// The settings in force.
    func settings() throws -> Settings {
        try SettingsReader.read(
            flags: SettingsReader.Flags(
                configPath: config, database: database, logLevel: logLevel ?? (verbose ? "debug" : nil)))
    }

    /// What a command works with.
    func environment() throws -> CommandEnvironment {
        try CommandEnvironment(settings: settings())
    }
}
