import Basics
import GRDB
import JobQueue
import JobQueueSQLite
import JobQueueTesting
import JobSchedule
import Testing
import WallTime

/// Names that our own doors refuse, and that another program may write all the same: two spellings of one accent, a NUL, bytes
/// that are no UTF-8.
@Suite("Names that other programs wrote")
struct ForeignNamesTests {
    private static let composed = Name("caf\u{E9}")
    private static let decomposed = Name("cafe\u{301}")
    /// `a`, `a` NUL `b`, `a` NUL `c`, and two bytes that no text of Unicode begins with.
    private static let odd = ["x'61'", "x'610062'", "x'610063'", "x'FE'", "x'FF'"]

    private func fill(_ subject: StoreOnDisk) throws {
        let names = ["'\(Self.composed)'", "'\(Self.decomposed)'"] + Self.odd.map { "CAST(\($0) AS TEXT)" }
        try subject.otherProgram().write { db in
            for name in names {
                try db.execute(
                    sql: """
                        INSERT INTO jobs (queue, kind, available_at) VALUES (\(name), \(name), 0), (\(name), 'Plain', 0);
                        INSERT INTO failed_jobs (queue, kind, payload, attempts, created_at, failed_at, reason, error_type,
                          error_message) VALUES (\(name), \(name), '{}', 1, 0, 0, 'attempts', 'E', 'e');
                        INSERT INTO queue_minutes (minute, queue, kind, done) VALUES (0, \(name), \(name), 1);
                        """)
            }
        }
    }

    @Test("are read by every report, and none hides another")
    func reports() async throws {
        let subject = try StoreOnDisk()
        try fill(subject)
        let names: Set<Name> = [Self.composed, Self.decomposed, "a", "a\0b", "a\0c", "\u{FFFD}"]
        let depths = try await subject.store.depths()
        #expect(Set(depths.map { Name($0.queue) }) == names)
        #expect(depths.reduce(0) { $0 + $1.pending } == 14)
        #expect(depths.first { Name($0.queue) == "\u{FFFD}" }?.pending == 4, "Two that look alike are added up.")
        let failed = try await subject.store.failedCounts()
        #expect(Set(failed.keys) == names)
        #expect(failed.values.reduce(0, +) == 7)
        #expect(try await subject.store.queueNames() == names)
        #expect(try await subject.store.kindNames() == names)
        let page = try await subject.store.jobs(matching: JobFilter(state: .pending), limit: 100)
        #expect(page.jobs.count == 14)
        #expect(page.kinds == names.reduce(into: ["Plain": 7, "\u{FFFD}": 2]) { $0[$1] = $0[$1] ?? 1 })
        let one = JobFilter(state: .pending, queues: [Self.decomposed])
        let found = try await subject.store.jobs(matching: one, limit: 100).jobs.map { Name($0.queue) }
        #expect(found == [Self.decomposed, Self.decomposed])
        #expect(try await subject.store.minutes(since: .init(milliseconds: 0), queue: "a").map(\.queue) == ["a"])
        #expect(Set(try await subject.store.minutes(since: .init(milliseconds: 0)).map { Name($0.queue) }) == names)
    }

    @Test("of kinds are claimed by a worker that takes all kinds, and only once each")
    func claims() async throws {
        let subject = try StoreOnDisk()
        try await subject.otherProgram().write { db in
            for name in Self.odd {
                try db.execute(
                    sql: "INSERT INTO jobs (queue, kind, available_at) VALUES ('default', CAST(\(name) AS TEXT), 0)")
            }
        }
        #expect(try await subject.claim(100).count == Self.odd.count)
        #expect(try await subject.claim(100).isEmpty)
    }

    @Test("that look alike are two queues for a worker that names both")
    func twoQueues() async throws {
        let subject = try StoreOnDisk()
        try fill(subject)
        let queues = [Self.composed.text, Self.decomposed.text, Self.composed.text]
        let jobs = try await subject.claim(100, queues: queues)
        #expect(jobs.map { Name($0.queue) } == [Self.composed, Self.composed, Self.decomposed, Self.decomposed])
    }

    @Test("pause no queue but their own")
    func pauses() async throws {
        let subject = try StoreOnDisk()
        try fill(subject)
        try await subject.otherProgram().write { db in
            for name in Self.odd.dropFirst() {
                try db.execute(sql: "INSERT INTO queue_pauses (queue, paused_at) VALUES (CAST(\(name) AS TEXT), 1)")
            }
        }
        #expect(try await subject.store.pause(queue: Self.decomposed.text))
        #expect(try await subject.store.pauses().keys.contains(Self.decomposed))
        #expect(try await !subject.store.pauses().keys.contains(Self.composed))
        #expect(try await subject.claim(100, queues: ["a"]).count == 2)
        #expect(try await subject.claim(100, queues: [Self.decomposed.text]).isEmpty)
        #expect(try await subject.claim(100, queues: [Self.composed.text]).count == 2)
        #expect(try await subject.store.resume(queue: "a\0b"))
        #expect(try await !subject.store.resume(queue: "a"))
        #expect(try await subject.store.pauses().count == 3, "Of the two that are no UTF-8 one is seen.")
    }

    @Test("of queues are cleared by their bytes")
    func clearing() async throws {
        let subject = try StoreOnDisk()
        try fill(subject)
        #expect(try await subject.store.clear(queue: "a\0b") == 2)
        #expect(try await subject.store.clear(queue: Self.composed.text) == 2)
        #expect(try await subject.count("jobs") == 10)
    }

    @Test("of entries of the schedule do not become one")
    func entries() async throws {
        let subject = try StoreOnDisk()
        let schedule = SQLiteScheduleStore(subject.store)
        for name in [Self.composed, Self.decomposed] {
            _ = try await schedule.pause(name.text, now: subject.clock.now())
        }
        #expect(try await Set(schedule.state().entries.keys) == [Self.composed, Self.decomposed])
    }
}
