import Foundation
import Logging

/// A dead-man switch: a URL that is asked after each pass of the scheduler. Who watches it raises the alarm when it falls
/// silent, as Healthchecks.io does.
///
/// A pass in which something could not be enqueued does not count. A ping that fails is logged and changes nothing.
struct SchedulePing: Sendable {
    /// Asks a URL, in bounded time, and returns the HTTP status.
    typealias Ask = @Sendable (_ url: String) async throws -> Int

    private let url: String
    private let logger: Logger
    private let ask: Ask

    /// The ping that the settings ask for; `nil` if they name no URL.
    ///
    /// - Throws: `SettingsError` where it is no URL. The URL itself is never shown: whoever knows it can silence the alarm.
    init?(_ environment: CommandEnvironment, ask: @escaping Ask = PingClient.ask) throws {
        guard let url = environment.settings.schedulePingURL else { return nil }
        try self.init(url: url, logger: environment.logger, ask: ask)
    }

    init(url: String, logger: Logger, ask: @escaping Ask) throws {
        try Self.check(url)
        self.url = url
        self.logger = logger
        self.ask = ask
    }

    /// - Throws: `SettingsError` where it is no URL.
    static func check(_ url: String) throws {
        guard url.utf8.count <= 2048, let parts = URLComponents(string: url), parts.host?.isEmpty == false,
            ["http", "https"].contains(parts.scheme?.lowercased())
        else {
            throw SettingsError("schedulePingURL must be an address such as https://hc-ping.com/your-id.")
        }
    }

    /// Asks the URL. Never fails; takes no longer than the client's time-out.
    func send() async {
        do {
            let status = try await ask(url)
            if !(200..<300).contains(status) {
                logger.warning("The scheduler's ping was refused.", metadata: ["status": "\(status)"])
            }
        } catch {
            logger.warning("The scheduler's ping failed.", metadata: ["error": "\(error)"])
        }
    }
}
