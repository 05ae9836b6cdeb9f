import ArgumentParser
import Dashboard
import Foundation
import Synchronization

/// `up`: scheduler, worker and page in one process tree.
struct Up: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "up", abstract: "Run scheduler, worker and web page together, on one machine.",
        discussion: """
            Starts schedule-work, queue-work and serve as processes of its own, starts each again when it ends (sooner or later, the \
            sooner it ended), and stops all of them when it is told to stop, or when the page's port is taken. A second signal ends them at once. SIGHUP lets all \
            of them reopen their log file; without one, or when the terminal is gone, they stop.
            """)

    @OptionGroup(title: HelpText.sharedTitle) var global: GlobalOptions
    @Option(
        help: ArgumentHelp("The address to listen on (default: dashboard.host, else 127.0.0.1).", valueName: "address"))
    var host: String?
    @Option(help: ArgumentHelp("The port (default: dashboard.port, else 8080).", valueName: "port"))
    var port: Int?
    @Option(
        help: ArgumentHelp("The queues of the worker, in order.", valueName: "a,b"), completion: StoredNames.queueList)
    var queue = "whatsapp-health,default"
    @Option(help: ArgumentHelp("How many jobs the worker runs at once.", valueName: "n"))
    var concurrency = 16

    func validate() throws {
        if let port, !(0...65535).contains(port) {
            throw ValidationError("--port must be from 0 to 65535, not \(port)")
        }
        guard (1...1000).contains(concurrency) else {
            throw ValidationError("--concurrency must be from 1 to 1000, not \(concurrency)")
        }
    }

    func run() async throws {
        Terminal.endsWithReader.store(false, ordering: .relaxed)
        let environment = try global.environment()
        let web = try WebSettings.read(environment.settings)
        // Migrated once, here, and not by three processes at the same time.
        _ = try environment.openStore()
        var serve = ["serve"] + shared
        if let host { serve += ["--host", host] }
        if let port { serve += ["--port", String(port)] }
        let tree = ProcessTree(
            [
                ["schedule-work"] + shared,
                ["queue-work", "--queue", queue, "--concurrency", String(concurrency)] + shared, serve,
            ], environment: environment)
        do {
            let code = try await tree.run(hopeless: Serve.cannotListen)
            if code != 0 { throw ExitCode(code) }
        } catch is ProcessTree.StartFailure {
            throw SettingsError(
                "The page cannot listen on \(host ?? web.host):\(port ?? web.port), so scheduler and worker were stopped as well. Is another `denyut up` or `denyut serve` running? Stop it, or choose another port with --port."
            )
        }
    }

    /// The options that all three take.
    private var shared: [String] {
        var arguments: [String] = []
        if let database = global.database { arguments += ["--database", database] }
        if let config = global.config { arguments += ["--config", config] }
        if let level = global.logLevel { arguments += ["--log-level", level] }
        if global.verbose { arguments.append("--verbose") }
        return arguments
    }
}
