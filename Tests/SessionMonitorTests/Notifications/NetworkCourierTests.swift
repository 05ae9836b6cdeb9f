import Crypto
import Foundation
import Gateways
import Logging
import SessionHealth
import SessionMonitor
import Testing
import WallTime

/// The channels against a real receiver on this machine.
@Suite("A channel")
struct NetworkCourierTests {
    private static let now = Timestamp(seconds: 1_800_000_000)

    private static func message() throws -> NotificationMessage {
        let event = NotificationEvent(
            .user, .scanNeeded, gateway: "main", session: "s-1", cause: .loggedOut, at: now, text: "Scan it")
        let item = NotificationMessage.Item(
            id: 7, event: event, account: 3, phone: "628110000001", label: "Toko \"Maju\" ✓", incident: 9)
        let (message, _) = NotificationMessage.compose(
            [item], audience: .user, language: "en", at: now, templates: [:])
        return try #require(message)
    }

    /// What the message says to people.
    private static let text = "Toko \"Maju\" ✓: WhatsApp is logged out. Scan the new QR code to connect again."

    private func deliver(
        _ target: NotificationChannel.Target, telegramURL: String = "http://127.0.0.1:1",
        timeout: Duration = .seconds(15)
    ) async throws {
        let courier = NetworkCourier(
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }, telegramURL: telegramURL,
            timeout: timeout)
        let message = try Self.message()
        let result: Result<Void, any Error>
        do {
            try await courier.deliver(message, to: NotificationChannel(name: "c", target: target))
            result = .success(())
        } catch {
            result = .failure(error)
        }
        await courier.shutdown()
        try result.get()
    }

    /// The error of a delivery that must fail.
    private func refusal(_ target: NotificationChannel.Target, timeout: Duration = .seconds(15)) async throws
        -> NotificationError
    {
        try #require(
            await #expect(throws: NotificationError.self) { try await deliver(target, timeout: timeout) })
    }

    private func json(_ text: String) throws -> JSON { try JSONParser.parse(Array(text.utf8)) }

    @Test("of a webhook gets JSON, signed over time and body, and names what it is about")
    func webhook() async throws {
        try await LocalReceiver.with { receiver in
            try await deliver(.webhook(url: receiver.url + "/hook?x=1", secret: Secret("top-secret")))
            let request = try #require(receiver.requests.first)
            #expect(request.target == "/hook?x=1" && request.headers["content-type"] == "application/json")
            let time = try #require(request.headers["x-timestamp"])
            #expect(time == String(Self.now.seconds))
            let code = HMAC<SHA256>.authenticationCode(
                for: Data((time + request.body).utf8), using: SymmetricKey(data: Data("top-secret".utf8)))
            let hex = code.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
            #expect(request.headers["x-hmac-signature"] == hex)
            let body = try json(request.body)
            #expect(body["audience"].string == "user" && body["language"].string == "en")
            let event = body["events"].array?.first ?? .null
            #expect(event["kind"].string == "scan_needed" && event["session"].string == "s-1")
            #expect(event["account"].int == 3 && event["incident"].int == 9 && event["cause"].string == "logged_out")
            #expect(event["label"].string == "Toko \"Maju\" ✓")
        }
    }

    @Test("of a webhook without a secret is not signed")
    func unsigned() async throws {
        try await LocalReceiver.with { receiver in
            try await deliver(.webhook(url: receiver.url, secret: nil))
            #expect(receiver.requests.first?.headers["x-hmac-signature"] == nil)
        }
    }

    @Test("of Telegram is asked under its bot's address, with the chat and the text")
    func telegram() async throws {
        try await LocalReceiver.with { receiver in
            try await deliver(.telegram(token: Secret("12:abc"), chat: "-100"), telegramURL: receiver.url)
            let request = try #require(receiver.requests.first)
            #expect(request.target == "/bot12:abc/sendMessage")
            let body = try json(request.body)
            #expect(body["chat_id"].string == "-100" && body["text"].string == Self.text)
        }
    }

    @Test("of Slack and of Discord gets the text in its own member")
    func chats() async throws {
        try await LocalReceiver.with { receiver in
            try await deliver(.slack(url: Secret(receiver.url + "/services/T/B/x")))
            try await deliver(.discord(url: Secret(receiver.url + "/api/webhooks/1/y")))
            let bodies = try receiver.requests.map { try json($0.body) }
            #expect(receiver.requests.map(\.target) == ["/services/T/B/x", "/api/webhooks/1/y"])
            #expect(bodies.first?["text"].string == Self.text)
            #expect(bodies.last?["content"].string == Self.text)
            #expect(bodies.last?["allowed_mentions"]["parse"].array == [])
        }
    }

    @Test("of mail goes through sendmail, and nothing in a label adds a header")
    func mail() async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "mail-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let program = folder.appending(path: "sendmail").path
        try Data("#!/bin/sh\necho \"$@\" > \(folder.path)/arguments\ncat > \(folder.path)/mail\n".utf8)
            .write(to: URL(fileURLWithPath: program))
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: program)
        try await deliver(.mail(to: "ops@example.org\nBcc: x@evil.test", from: "denyut@example.org", program: program))
        let mail = try String(contentsOfFile: folder.appending(path: "mail").path, encoding: .utf8)
        let head = mail.split(separator: "\n\n", maxSplits: 1).first.map(String.init) ?? ""
        #expect(try String(contentsOfFile: folder.appending(path: "arguments").path, encoding: .utf8) == "-i -t\n")
        #expect(!head.contains("\nBcc:") && head.contains("To: ops@example.orgBcc: x@evil.test"))
        #expect(head.contains("Subject: Denyut: =?UTF-8?B?") && mail.contains(Self.text))
    }

    @Test("whose mail program is not there, or fails, says so")
    func noMail() async throws {
        let absent = try await refusal(.mail(to: "a@b.c", from: "d@e.f", program: "/nonexistent/sendmail"))
        #expect(absent.message.contains("/nonexistent/sendmail") && absent.message.contains("\"program\""))
        let failing = try await refusal(.mail(to: "a@b.c", from: "d@e.f", program: "/bin/false"))
        #expect(failing.message.contains("/bin/false failed"))
    }

    @Test(
        "that refuses says its status and a part of its answer, and never its secret, though the answer repeats it",
        arguments: ["slack", "discord", "webhook"])
    func refused(kind: String) async throws {
        let path = "/services/T0/B0/verysecret"
        try await LocalReceiver.with(.status(500, body: "no_team at \(path)")) { receiver in
            let target: NotificationChannel.Target =
                switch kind {
                case "slack": .slack(url: Secret(receiver.url + path))
                case "discord": .discord(url: Secret(receiver.url + path))
                default: .webhook(url: receiver.url + "/hook", secret: Secret("verysecret"))
                }
            let error = try await refusal(target)
            #expect(error.message.contains("500") && error.message.contains("no_team"))
            #expect(!error.message.contains("verysecret"))
            #expect(error.retryAfter == nil)
        }
    }

    @Test("that cannot be reached says so without its address", arguments: [true, false])
    func unreachable(isSlack: Bool) async throws {
        let url = Secret("http://127.0.0.1:1/services/verysecret")
        let error = try await refusal(isSlack ? .slack(url: url) : .discord(url: url))
        #expect(error.message.contains("cannot be reached (connection refused)"), "\(error.message)")
        #expect(!error.message.contains("verysecret"))
    }

    @Test("that asks for patience is understood", arguments: [429, 503])
    func retryAfter(status: Int) async throws {
        try await LocalReceiver.with(.status(status, headers: ["Retry-After": "42"])) { receiver in
            let error = try await refusal(.webhook(url: receiver.url, secret: nil))
            #expect(error.retryAfter == .seconds(42))
        }
    }

    @Test("that hangs is given up")
    func hanging() async throws {
        try await LocalReceiver.with(.silence) { receiver in
            let error = try await refusal(.webhook(url: receiver.url, secret: nil), timeout: .milliseconds(300))
            #expect(error.message.contains("cannot be reached"))
        }
    }
}
