import ArgumentParser
import Dashboard
import Foundation
import Logging
import NIOCore
import Programs
import ServiceLifecycle
import Synchronization
import UnixSignals

/// `serve`: the web page, its API, live events, webhooks and metrics.
struct Serve: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve", abstract: "Serve the web page, its JSON API, live events, incoming webhooks and metrics.",
        discussion: """
            Listens on 127.0.0.1 unless told otherwise; who needs it from elsewhere puts a proxy with TLS before it and names the \
            public address under dashboard.publicURL in denyut.json. Users and API tokens stand there, too: see password-hash and \
            api-token. Without a user it prints a link that lets in once. Changes made by any process show on the page within a second. \
            SIGHUP reopens the log file; without one, or when the terminal is gone, it stops. Exit code 69: the address cannot be listened on.
            """)

    @OptionGroup(title: HelpText.sharedTitle) var global: GlobalOptions
    @Option(
        help: ArgumentHelp("The address to listen on (default: dashboard.host, else 127.0.0.1).", valueName: "address"))
    var host: String?
    @Option(
        help: ArgumentHelp("The port (default: dashboard.port, else 8080); 0: any that is free.", valueName: "port"))
    var port: Int?

    /// The exit code where the address cannot be listened on: EX_UNAVAILABLE of sysexits.h.
    static let cannotListen: Int32 = 69

    /// Live streams, other connections, and the database.
    private static let wantedFiles = 4096

    func validate() throws {
        if let port, !(0...65535).contains(port) {
            throw ValidationError("--port must be from 0 to 65535, not \(port)")
        }
    }

    func run() async throws {
        Terminal.endsWithReader.store(false, ordering: .relaxed)
        try await SessionEnvironment.run(global) { sessions in
            var settings = try WebSettings.read(sessions.base.settings)
            if let host { settings.host = host }
            if let port { settings.port = port }
            let services = try WebServices.make(sessions)
            Owner.endWithIt()
            HangUp.watch(SignalWatch(), sessions.base) { kill(getpid(), SIGTERM) }
            let limit = OpenFiles.limits.soft
            if limit < Self.wantedFiles {
                sessions.base.logger.warning(
                    "The page may have \(limit) open files and connections, of the \(Self.wantedFiles) that it can use: raise the hard limit (ulimit -Hn, LimitNOFILE=)."
                )
            }
            let service = WebService(
                server: DashboardServer(settings: settings, services: services), settings: settings)
            do {
                try await ServiceGroup(
                    configuration: ServiceGroupConfiguration(
                        services: [.init(service: service, successTerminationBehavior: .gracefullyShutdownGroup)],
                        gracefulShutdownSignals: [.sigterm, .sigint, .sigquit], logger: sessions.base.logger)
                ).run()
            } catch let error as ListenError {
                FileHandle.standardError.write(Data("Error: \(error)\n".utf8))
                throw ExitCode(Self.cannotListen)
            }
        }
    }
}

/// The server as a part of the program that starts and stops.
private struct WebService: Service, CustomStringConvertible {
    let server: DashboardServer
    let settings: DashboardSettings

    /// What logs call it: what it holds are secrets.
    var description: String { "the web page" }

    func run() async throws {
        let token = server.oneTimeToken()
        do {
            try await server.run { address in
                let shown = settings.publicURL ?? address
                Terminal.print("Denyut is at \(shown)")
                if let token {
                    // After the #, which no browser sends and no server logs.
                    Terminal.print(
                        "No password is set. This link lets in once: \(shown)/login#token=\(token)")
                    Terminal.print("The link is good for an hour; each start prints another.")
                }
            }
        } catch let error where "\(error)".contains("bind") {
            throw ListenError(host: settings.host, port: settings.port, cause: error)
        }
    }
}

/// The page's address cannot be listened on.
private struct ListenError: Error, CustomStringConvertible {
    let host: String
    let port: Int
    let cause: any Error

    var description: String {
        let code = (cause as? IOError)?.errnoCode
        let reason = code.map { String(cString: strerror($0)) } ?? "\(cause)"
        let cure =
            switch code {
            case EADDRINUSE: "Choose another port with --port, or stop what listens there."
            case EACCES: "Ports below 1024 are for root: choose another with --port, and put a proxy before it."
            case EADDRNOTAVAIL: "This machine does not have that address: choose another with --host."
            default: "Choose another with --host and --port."
            }
        return "Cannot listen on \(host):\(port): \(reason). \(cure)"
    }
}
