import Gateways
import SessionHealth
import SessionMonitor
import Testing
import WallTime

@Suite("Messages")
struct MessageTests {
    private func record(
        _ message: String, _ status: MessageRecord.Status, ack: Acknowledgement? = nil, error: String? = nil,
        at: Timestamp
    ) -> MessageRecord {
        MessageRecord(
            gateway: "main", session: "s1", message: message, direction: .outgoing, status: status,
            acknowledgement: ack, error: error, at: at)
    }

    @Test("told twice are kept once")
    func idempotent() async throws {
        let world = try await World()
        defer { world.remove() }
        try await world.add("s1")
        let message = record("m1", .sent, ack: .server, at: world.clock.now())
        #expect(try await world.store.record([message]).added == 1)
        #expect(try await world.store.record([message]).unchanged == 1)
        #expect(try await world.count("SELECT count(*) FROM messages") == 1)
        #expect(try await world.count("SELECT outgoing FROM message_hours") == 1)
    }

    @Test(
        "keep the highest acknowledgement, in whatever order they are told",
        arguments: [[0, 1, 3], [3, 1, 0], [1, 3, 0]])
    func rising(_ levels: [Int]) async throws {
        let world = try await World()
        defer { world.remove() }
        try await world.add("s1")
        let now = world.clock.now()
        for level in levels {
            let ack = Acknowledgement(rawValue: level)
            _ = try await world.store.record([
                MessageRecord(
                    gateway: "main", session: "s1", message: "m", direction: .outgoing, acknowledgement: ack, at: now)
            ])
        }
        #expect(try await world.count("SELECT ack FROM messages") == 3)
        #expect(try await world.text("SELECT status FROM messages") == "read")
    }

    @Test("that failed keep when they began and when they failed")
    func failed() async throws {
        let world = try await World()
        defer { world.remove() }
        try await world.add("s1")
        let now = world.clock.now()
        _ = try await world.store.record([record("m", .pending, ack: .pending, at: now - .minutes(40))])
        _ = try await world.store.record([
            record("m", .failed, ack: .error, error: "Session closed", at: now - .minutes(10))
        ])
        #expect(try await world.count("SELECT at FROM messages") == Int((now - .minutes(40)).milliseconds))
        #expect(try await world.count("SELECT failed_at FROM messages") == Int((now - .minutes(10)).milliseconds))
        // Idle and crashed: the newest message is old, its error is not.
        #expect(try await world.check("s1").map(\.score) == [30])
    }

    @Test("of sessions that nobody knows are counted and passed over")
    func unknown() async throws {
        let world = try await World()
        defer { world.remove() }
        let report = try await world.store.record([record("m", .sent, at: world.clock.now())])
        #expect(report.unknownSessions == 1)
        #expect(report.unknownExamples == ["main/s1"])
        #expect(report.recorded == 0)
    }

    @Test("from the future count as of now")
    func future() async throws {
        let world = try await World()
        defer { world.remove() }
        try await world.add("s1")
        let now = world.clock.now()
        _ = try await world.store.record([record("m", .sent, at: now + .days(400))])
        #expect(try await world.store.account(named: "s1").lastMessageAt == now)
    }

    @Test(
        "are read from JSON lines",
        arguments: [
            #"{"gateway":"main","session":"s1","message":"a","direction":"out","status":"failed","ack":-1,"error":"x","at":"2026-05-01T08:30:00Z"}"#,
            #"{"gateway":"main","session":"s1","message":"a","direction":"out","status":"failed","error":"x","at":1777624200000}"#,
        ])
    func reads(_ line: String) throws {
        let record = try #require(try MessageLines.record(line, number: 1))
        #expect(record.status == .failed)
        #expect(record.error == "x")
        #expect(record.at == Timestamp(milliseconds: 1_777_624_200_000))
    }

    @Test(
        "in broken lines are refused with the line's number and the member at fault",
        arguments: [
            ("{", "line 7"), (#"{"gateway":"main"}"#, "direction"),
            (#"{"gateway":"main","session":"s","message":"a","direction":"out","ack":9,"at":1}"#, "ack"),
            (#"{"gateway":"main","session":"s","message":"a","direction":"out","at":"yesterday"}"#, "at"),
            (#"{"gateway":"main","message":"a","direction":"out","at":1777624200000}"#, "session"),
        ])
    func broken(_ line: String, _ word: String) throws {
        let error = #expect(throws: MonitorError.self) { try MessageLines.record(line, number: 7) }
        #expect(error?.message.contains(word) == true)
        #expect(error?.message.contains("line 7") == true)
    }
}
