import Gateways
import SessionHealth
import SessionMonitor
import Synchronization
import Testing
import WallTime

@Suite("Notifications")
struct NotificationTests {
    @Test("that a channel could not take are all told once it can, in one message")
    func outage() async throws {
        let world = try await World()
        defer { world.remove() }
        for index in 0..<40 { try await world.add("s\(index)") }
        try await world.run(for: .seconds(130))
        world.courier.setDown(true)
        for number in [3, 4, 5] {
            world.gateway.set("s\(number)", .disconnected)
            try await world.run(for: .minutes(5))
        }
        #expect(world.courier.messages.isEmpty)
        let waiting = try await world.count(
            "SELECT count(*) FROM notifications WHERE state = 'pending' AND audience = 'user'")
        #expect(waiting >= 3)
        world.courier.setDown(false)
        try await world.run(for: .minutes(40), step: .seconds(30))
        #expect(try await world.count("SELECT count(*) FROM notifications WHERE state = 'pending'") == 0)
        #expect(try await world.count("SELECT count(*) FROM notifications WHERE state = 'failed'") == 0)
        let first = try #require(world.courier.messages.first { $0.audience == .user })
        #expect(Set(first.items.compactMap(\.event.session)).isSuperset(of: ["s3", "s4", "s5"]))
    }

    @Test("are written in the account's language")
    func language() async throws {
        let world = try await World()
        defer { world.remove() }
        for index in 0..<9 { try await world.add("s\(index)") }
        _ = try await world.store.importAccounts([
            NewAccount(gateway: "main", session: "s3", label: "Toko", language: "id")
        ])
        try await world.run(for: .seconds(130))
        world.gateway.set("s3", .qrScanning, showsQR: true)
        try await world.run(for: .minutes(4))
        let message = try #require(world.courier.messages.first { $0.audience == .user })
        #expect(message.language == "id")
        #expect(message.text.contains("Toko") && message.text.contains("Pindai"))
    }

    @Test("use templates of one's own, and a value is never taken for a name in braces")
    func templates() async throws {
        let settings = NotificationSettings(templates: [.scanNeeded: ["en": "SCAN {subject} on {gateway} {nobody}"]])
        let world = try await World(notifications: settings)
        defer { world.remove() }
        for index in 0..<9 { try await world.add("s\(index)") }
        _ = try await world.store.importAccounts([NewAccount(gateway: "main", session: "s3", label: "{gateway}")])
        try await world.run(for: .seconds(130))
        world.gateway.set("s3", .qrScanning, showsQR: true)
        try await world.run(for: .minutes(4))
        let message = try #require(world.courier.messages.first { $0.audience == .user })
        #expect(message.text == "SCAN {gateway} on main {nobody}")
    }

    @Test("are read from the settings with their secrets by name")
    func settings() throws {
        let json = try JSONParser.parse(
            Array(
                """
                {"channels": [
                  {"kind": "webhook", "url": "https://example.org/hook", "secretEnv": "HOOK"},
                  {"name": "boss", "kind": "telegram", "tokenEnv": "BOT", "chat": -100, "audience": "admin", "language": "id"}
                ]}
                """.utf8))
        let settings = try NotificationSettings(json, environment: ["HOOK": "h", "BOT": "b"])
        #expect(settings.channels.map(\.name) == ["webhook", "boss"])
        #expect(settings.channels(for: .user).map(\.name) == ["webhook"])
        #expect(settings.channels[1].target == .telegram(token: Secret("b"), chat: "-100"))
        #expect(!"\(settings)".contains("\"b\""))
    }

    @Test(
        "settings that cannot be used are refused with the place and the cure",
        arguments: [
            (#"{"chanels": []}"#, "channels"), (#"{"channels": [{"kind": "fax"}]}"#, "webhook, telegram"),
            (#"{"channels": [{"kind": "slack"}]}"#, "urlEnv"),
            (#"{"channels": [{"kind": "slack", "urlEnv": "MISSING"}]}"#, "MISSING"),
            (#"{"channels": [{"kind": "log", "audience": "all"}]}"#, "user, admin or both"),
            (#"{"templates": {"scan_neded": {}}}"#, "scan_needed"),
        ])
    func refused(_ text: String, _ word: String) throws {
        let json = try JSONParser.parse(Array(text.utf8))
        let error = #expect(throws: MonitorError.self) { try NotificationSettings(json, environment: [:]) }
        #expect(error?.message.contains(word) == true, "\(error?.message ?? "")")
    }
}
