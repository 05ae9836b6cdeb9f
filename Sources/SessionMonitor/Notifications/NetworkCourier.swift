import AsyncHTTPClient
import Basics
import Crypto
import Foundation
import Gateways
package import Logging
import NIOCore
import NIOHTTP1
import Programs
import SessionHealth
package import WallTime

/// Delivers over HTTP and through sendmail.
package struct NetworkCourier: NotificationCourier {
    private let client: HTTPClient
    private let logger: Logger
    private let telegramURL: String
    private let timeout: TimeAmount
    private let clock: any WallClock

    /// Makes a courier.
    ///
    /// - Parameters:
    ///   - telegramURL: where Telegram's interface is; tests have their own.
    ///   - timeout: how long a channel has to take a message.
    package init(
        logger: Logger, telegramURL: String = "https://api.telegram.org", timeout: Duration = .seconds(15),
        clock: any WallClock = SystemClock()
    ) {
        self.logger = logger
        self.telegramURL = telegramURL
        self.timeout = .milliseconds(timeout.wholeMilliseconds)
        self.clock = clock
        var settings = HTTPClient.Configuration(
            redirectConfiguration: .disallow, timeout: .init(connect: min(.seconds(5), self.timeout)))
        settings.httpVersion = .http1Only
        client = HTTPClient(eventLoopGroupProvider: .singleton, configuration: settings)
    }

    /// Closes all connections.
    package func shutdown() async {
        // What can fail here is only a second shutdown.
        try? await client.shutdown()
    }

    package func deliver(_ message: NotificationMessage, to channel: NotificationChannel) async throws {
        switch channel.target {
        case .webhook(let url, let secret):
            let body = message.json.bytes
            try await post(body, to: url, of: channel, headers: Self.signature(of: body, at: message, secret: secret))
        case .telegram(let token, let chat):
            let json: JSON = [
                "chat_id": .string(chat), "text": .string(message.text), "disable_web_page_preview": true,
            ]
            try await post(json.bytes, to: "\(telegramURL)/bot\(token.revealed)/sendMessage", of: channel)
        case .slack(let url):
            let json: JSON = ["text": .string(ChatText.slack(message.text)), "link_names": false]
            try await post(json.bytes, to: url.revealed, of: channel)
        case .discord(let url):
            // Discord takes 2,000 characters.
            let json: JSON = [
                "content": .string(ChatText.discord(message.text, limit: 1900)), "allowed_mentions": ["parse": []],
            ]
            try await post(json.bytes, to: url.revealed, of: channel)
        case .mail(let recipient, let sender, let program):
            try await mail(message, to: recipient, from: sender, program: program)
        case .log:
            try await LogCourier(logger: logger).deliver(message, to: channel)
        }
    }

    // MARK: HTTP

    /// Time and HMAC-SHA256 over time and body, as gateways sign theirs.
    static func signature(
        of body: [UInt8], at message: NotificationMessage, secret: Secret?
    ) -> [(String, String)] {
        let time = String(message.at.seconds)
        guard let secret else { return [("X-Timestamp", time)] }
        let code = HMAC<SHA256>.authenticationCode(
            for: Array(time.utf8) + body, using: SymmetricKey(data: Data(secret.revealed.utf8)))
        return [("X-Timestamp", time), ("X-HMAC-Signature", Hex.text(code))]
    }

    private func post(
        _ body: [UInt8], to url: String, of channel: NotificationChannel, headers: [(String, String)] = []
    ) async throws {
        var request = HTTPClientRequest(url: url)
        request.method = .POST
        request.headers.add(name: "Content-Type", value: "application/json")
        request.headers.add(name: "User-Agent", value: "denyut")
        for (name, value) in headers { request.headers.add(name: name, value: value) }
        request.body = .bytes(body)
        let response: HTTPClientResponse
        do {
            response = try await client.execute(request, timeout: timeout)
        } catch {
            // The error may hold the URL, and with it the channel's secret.
            throw NotificationError(
                "the \(channel.target.kind) channel \(channel.name) cannot be reached (\(Self.reason(error)))")
        }
        // Read to its end, so that the connection can be used again; no more than an answer may reasonably have.
        var taken = ""
        if let answer = try? await response.body.collect(upTo: 64 * 1024) { taken = String(buffer: answer) }
        guard (200..<300).contains(response.status.code) else {
            let wait = Gateways.retryAfter(response.headers.first(name: "Retry-After"), now: clock.now())
            throw NotificationError(
                "the \(channel.target.kind) channel \(channel.name) answered \(response.status.code): \(printable(Self.blot(channel, in: taken), limit: 200))",
                retryAfter: [429, 503].contains(response.status.code) ? wait : nil)
        }
    }

    /// What a channel answered, without its secret: some repeat the address that they were asked under.
    private static func blot(_ channel: NotificationChannel, in text: String) -> String {
        let secret: Secret? =
            switch channel.target {
            case .webhook(_, let secret): secret
            case .telegram(let token, _): token
            case .slack(let url), .discord(let url): url
            case .mail, .log: nil
            }
        guard let secret, !secret.revealed.isEmpty else { return text }
        let path = secret.revealed.split(separator: "/", maxSplits: 3).dropFirst(2).joined(separator: "/")
        return [secret.revealed, path].filter { $0.count > 3 }.reduce(text) { $0.replacing($1, with: "…") }
    }

    private static func reason(_ error: any Error) -> String {
        (error as? HTTPClientError)?.shortDescription ?? connectionFailure(error)
    }

    // MARK: Mail

    private func mail(_ message: NotificationMessage, to recipient: String, from sender: String, program: String)
        async throws
    {
        let result: Program.Result
        do {
            let text = Array(MailText.text(message, to: recipient, from: sender).utf8)
            result = try await Program(
                [program, "-i", "-t"], environment: ProgramEnvironment.inherited(), input: text,
                timeout: .seconds(60), outputLimit: 4096
            ).run()
        } catch ProgramStartError.noRoom(let reason) {
            throw NotificationError("\(program) cannot be run to send mail just now: \(reason)")
        } catch {
            throw NotificationError(
                "\(program) cannot be run to send mail; name the mail program with \"program\" in notifications")
        }
        guard case .exited(0) = result.end else {
            let took = result.isTimedOut ? " within its time" : ""
            throw NotificationError("\(program) failed\(took): \(printable(result.output, limit: 300))")
        }
    }
}
