import Foundation
import Gateways
import JobQueue
import JobQueueSQLite
import JobSchedule
import Logging
import SessionHealth
import SessionMonitor
import Synchronization
import Testing
import WallTime

@Suite("A check")
struct CheckTests {
    @Test("of a connected session writes one health row of 100 and the account's newest state")
    func healthy() async throws {
        let world = try await World()
        defer { world.remove() }
        try await world.add("s1")
        let results = try await world.check("s1")
        #expect(results.map(\.score) == [100])
        #expect(results.map(\.disposition) == [.checked])
        let account = try await world.store.account(named: "s1")
        #expect(account.score == 100)
        #expect(account.level == .excellent)
        #expect(account.checkedAt == world.clock.now())
        #expect(account.phase == .good)
        #expect(!account.isStale)
        #expect(try await world.count("SELECT count(*) FROM health_checks") == 1)
        #expect(try await world.text("SELECT deductions FROM health_checks") == "{}")
    }

    @Test(
        "scores what the gateway says by the table",
        arguments: [
            (SessionStatus.connected, SessionStatus?.some(.connected), 100),
            (.connected, .some(.qrScanning), 10), (.connected, .some(.disconnected), 10), (.connected, nil, 0),
            (.qrScanning, .some(.qrScanning), 50), (.qrScanning, .some(.connected), 100),
        ])
    func table(database: SessionStatus, gateway: SessionStatus?, score: Int) async throws {
        let world = try await World()
        defer { world.remove() }
        try await world.add("other")
        try await world.add("s1", database, at: gateway)
        #expect(try await world.check("s1").map(\.score) == [score])
    }

    @Test("that finds the session connected makes the database follow")
    func follows() async throws {
        let world = try await World()
        defer { world.remove() }
        try await world.add("s1", .qrScanning, at: .connected)
        try await world.check("s1")
        #expect(try await world.store.account(named: "s1").status == .connected)
    }

    @Test(
        "that gets no answer touches nothing: the score stays and is stale",
        arguments: [
            GatewayErrorCode.unreachable, .timedOut, .unauthorized, .badAnswer, .wrongRoute, .serverError, .tooLarge,
        ])
    func unknown(_ code: GatewayErrorCode) async throws {
        let world = try await World()
        defer { world.remove() }
        try await world.add("s1")
        try await world.check("s1")
        world.gateway.fail(code.code)
        world.clock.advance(by: .seconds(120))
        #expect(try await world.check("s1").map(\.disposition) == [.unknown])
        let account = try await world.store.account(named: "s1")
        #expect(account.score == 100)
        #expect(account.isStale)
        #expect(account.status == .connected)
        #expect(account.phase == .good)
        #expect(
            try await world.count("SELECT count(*) FROM health_checks WHERE outcome = 'unknown' AND score IS NULL") == 1
        )
        #expect(try await world.count("SELECT count(*) FROM incidents WHERE account_id IS NOT NULL") == 0)
    }

    @Test("is skipped while the last one is young, unless it is forced")
    func throttled() async throws {
        let world = try await World()
        defer { world.remove() }
        try await world.add("s1")
        try await world.check("s1", isForced: false)
        world.clock.advance(by: .seconds(60))
        #expect(try await world.check("s1", isForced: false).map(\.disposition) == [.throttled])
        #expect(try await world.check("s1", isForced: true).map(\.disposition) == [.checked])
        #expect(try await world.count("SELECT count(*) FROM health_checks") == 2)
    }

    @Test("that a busy machine delayed does not make the next sweep, which is on time, be skipped")
    func lateSweep() async throws {
        let world = try await World()
        defer { world.remove() }
        try await world.add("s1")
        func sweep(late: Duration) async throws {
            let due = world.clock.now()
            world.clock.advance(by: late)
            let jobs = try await world.monitor.sweepJobs().map { job in
                var job = job
                (job.availableAt, job.uniqueKey) = (due, nil)
                return job
            }
            _ = try await world.store.queue.enqueue(jobs, durability: .fast)
            try await world.work()
        }
        try await sweep(late: .seconds(40))
        world.clock.advance(by: .seconds(80))
        try await sweep(late: .seconds(1))
        #expect(try await world.count("SELECT count(*) FROM health_checks") == 2)
        // Late by more than half the throttle: the next one is left out, so that they do not come in heaps.
        world.clock.advance(by: .seconds(119))
        try await sweep(late: .seconds(100))
        world.clock.advance(by: .seconds(20))
        try await sweep(late: .seconds(1))
        #expect(try await world.count("SELECT count(*) FROM health_checks") == 3)
    }

    @Test("of a disabled account, or of one that is gone, writes nothing")
    func skipped() async throws {
        let world = try await World()
        defer { world.remove() }
        let account = try await world.add("s1")
        try await world.store.remove(account, by: "test")
        let reference = AccountReference(id: account.id, gateway: "main", session: "s1")
        var results: [CheckResult] = []
        for try await result in world.monitor.checkNow([reference], isForced: true) { results.append(result) }
        #expect(results.map(\.disposition) == [.skipped(.gone)])
        #expect(try await world.count("SELECT count(*) FROM health_checks") == 0)
    }

    @Test("counts failed messages and crashes, and forgets those that are old")
    func messages() async throws {
        let world = try await World()
        defer { world.remove() }
        try await world.add("s1")
        let now = world.clock.now()
        let failures = (0..<6).map { index in
            MessageRecord(
                gateway: "main", session: "s1", message: "m\(index)", direction: .outgoing, status: .failed,
                error: "Upload failed", at: now - .seconds(60 * index))
        }
        _ = try await world.store.record(failures)
        #expect(try await world.check("s1").map(\.score) == [70])
        _ = try await world.store.record([
            MessageRecord(
                gateway: "main", session: "s1", message: "crash", direction: .outgoing, status: .failed,
                error: "Protocol error: Session closed.", at: now)
        ])
        #expect(try await world.check("s1").map(\.score) == [20])
        world.clock.advance(by: .hours(2))
        #expect(try await world.check("s1").map(\.score) == [80])
    }

    @Test("tells a healthy session at debug and an unhealthy one as a warning with account, score and issues")
    func lines() async throws {
        let world = try await World()
        defer { world.remove() }
        try await world.add("good")
        try await world.add("lost", .connected, at: .disconnected)
        try await world.check("good", "lost")
        let debug = world.lines.all(.debug).filter { $0.contains("WhatsApp Session Health") }
        let warnings = world.lines.all(.warning).filter { $0.contains("WhatsApp Session Health") }
        #expect(debug.count == 1 && debug[0].contains("main/good"))
        #expect(warnings.count == 1)
        #expect(
            warnings[0].contains("main/lost") && warnings[0].contains("score 10")
                && warnings[0].contains("Not connected"))
    }

    @Test("asks about a session that the list misses by itself, where another process of the gateway may hold it")
    func confirmsAbsence() async throws {
        let world = try await World(absence: .confirm)
        defer { world.remove() }
        for index in 0..<8 { try await world.add("s\(index)") }
        try await world.add("lost", .connected, at: nil)
        try await world.check("lost", "s1")
        #expect(world.gateway.state.withLock { $0.lookups } == ["lost"])
    }
}

/// The codes that concern the gateway as a whole; a type of its own, so that the arguments print well.
enum GatewayErrorCode: String, CaseIterable, Sendable {
    case unreachable, timedOut, unauthorized, badAnswer, wrongRoute, serverError, tooLarge
}
