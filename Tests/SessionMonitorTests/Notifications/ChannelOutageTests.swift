import Gateways
import Logging
import SessionHealth
import SessionMonitor
import Testing
import WallTime

/// The queue, the courier and a receiver that fails for a while: nothing is lost, nobody is flooded.
@Suite("An outage of a channel")
struct ChannelOutageTests {
    /// Three sessions fail one after the other while the receiver answers as given; then time passes.
    private func play(_ answers: [LocalReceiver.Answer]) async throws -> (bodies: [JSON], world: World) {
        try await LocalReceiver.with(.status(200)) { receiver in
            receiver.script(answers)
            let channel = NotificationChannel(name: "hook", target: .webhook(url: receiver.url, secret: nil))
            let courier = NetworkCourier(
                logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }, timeout: .milliseconds(300))
            let world = try await World(notifications: NotificationSettings(channels: [channel]), through: courier)
            for index in 0..<40 { try await world.add("s\(index)") }
            try await world.run(for: .seconds(130))
            for number in [3, 4, 5] {
                world.gateway.set("s\(number)", .disconnected)
                try await world.run(for: .minutes(3), step: .seconds(10))
            }
            try await world.run(for: .minutes(45), step: .seconds(30))
            await courier.shutdown()
            let taken = receiver.answered(200)
            return (try taken.map { try JSONParser.parse(Array($0.body.utf8)) }, world)
        }
    }

    @Test(
        "delays what is told, and loses none of it",
        arguments: [
            [LocalReceiver.Answer](repeating: .status(500), count: 4),
            [.status(429, headers: ["Retry-After": "600"])], [.silence, .silence, .status(502)], [],
        ])
    func recovers(answers: [LocalReceiver.Answer]) async throws {
        let (bodies, world) = try await play(answers)
        defer { world.remove() }
        #expect(try await world.count("SELECT count(*) FROM notifications WHERE state IN ('pending', 'failed')") == 0)
        #expect(try await world.count("SELECT count(*) FROM failed_jobs") == 0)
        var told: [Int: Int] = [:]
        for event in bodies.flatMap({ $0["events"].array ?? [] }) { told[event["id"].int ?? 0, default: 0] += 1 }
        #expect(!told.isEmpty && told.values.allSatisfy { $0 == 1 }, "each event is told once")
        let sent = try await world.count("SELECT count(*) FROM notifications WHERE state = 'sent'")
        #expect(told.count == sent)
    }
}
