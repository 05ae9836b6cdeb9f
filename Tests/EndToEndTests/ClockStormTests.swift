import Foundation
import GRDB
import Testing

/// Busy workers and producers whose clock is set at random, by an hour back and a year forward; nobody is killed, so that every lease
/// that is taken from a worker is one too many.
@Suite struct ClockStormTests {
    private static let leaps = 20
    /// Long enough that a busy machine gets round to renewing in time.
    private static let leaseMilliseconds = 10_000

    private static let witnesses = """
        CREATE TABLE storm_effects (job_id INTEGER NOT NULL, lease_token INTEGER NOT NULL, process INTEGER NOT NULL) STRICT;
        CREATE TABLE storm_violations (what TEXT NOT NULL, job_id INTEGER NOT NULL) STRICT;
        CREATE TRIGGER two_leases AFTER UPDATE OF lease_token ON jobs
        WHEN OLD.lease_token IS NOT NULL AND NEW.lease_token IS NOT NULL AND OLD.lease_token <> NEW.lease_token
        BEGIN INSERT INTO storm_violations VALUES ('leased to a second worker while leased', NEW.id); END;
        CREATE TRIGGER taken_from_the_living AFTER UPDATE OF crashes ON jobs WHEN NEW.crashes <> OLD.crashes
        BEGIN
          INSERT INTO storm_violations
          SELECT 'taken from ' || OLD.worker || ', which lives: leased ' || OLD.leased_at || ' until ' || OLD.lease_expires_at
            || ', seen ' || coalesce((SELECT seen_at FROM workers WHERE id = OLD.worker), 'never') || ', taken at '
            || CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER), NEW.id;
        END;
        """

    /// What jobs wait for, as times from now on in milliseconds.
    private static let waiting = """
        SELECT 'job ' || id || ', due in ' || (available_at - ?1) || ', enqueued ' || (created_at - ?1) || ', came back '
          || coalesce(returned_at - ?1, 'never') || ', leased until ' || coalesce(lease_expires_at - ?1, 'no') || ' by '
          || coalesce(worker, 'nobody')
        FROM jobs WHERE id <= ?2 LIMIT 5
        """

    @Test("nothing is lost, nothing runs twice and nothing waits for an hour, however often the clock is set")
    func storm() async throws {
        let folder = try TemporaryFolder()
        let clock = try ShiftedClock(folder)
        _ = try await denyut("migrate", database: folder.database)
        let database = try DatabaseQueue(path: folder.database)
        try await database.write { try $0.execute(sql: Self.witnesses) }
        func number(_ sql: String) async throws -> Int {
            try await database.read { try Int.fetchOne($0, sql: sql) ?? 0 }
        }
        func start(_ role: String, _ number: Int) throws -> RunningProcess {
            try RunningProcess(
                Binaries.path("storm-worker"), [role, folder.database, String(number)], environment: clock.environment)
        }
        let workers = try (0..<3).map { _ in try start("work", Self.leaseMilliseconds) }
        let producer = try start("produce", 1_000_000)
        defer { for process in workers + [producer] { process.send(SIGKILL) } }
        #expect(try await eventually { try await number("SELECT count(*) FROM storm_effects") > 100 })
        var offset = 0.0
        for _ in 0..<Self.leaps {
            offset += Bool.random() ? -3600 : 31_536_000
            clock.set(seconds: offset)
            try await Task.sleep(for: .milliseconds(Int.random(in: 50...1500)))
            let newest = try await number("SELECT coalesce(max(seq), 0) FROM sqlite_sequence WHERE name = 'jobs'")
            // A wait for the old time would last an hour.
            let isDone = try await eventually {
                try await number("SELECT count(*) FROM jobs WHERE id <= \(newest)") == 0
            }
            let now = Int64((Date().timeIntervalSince1970 + offset) * 1000)
            let rest = try await database.read { try String.fetchAll($0, sql: Self.waiting, arguments: [now, newest]) }
            #expect(isDone, "\(rest)")
        }
        producer.send(SIGKILL)
        let ids = await producer.end().output.split(separator: "\n").dropLast().compactMap { Int64($0) }
        #expect(try await eventually { try await number("SELECT count(*) FROM jobs") == 0 })
        for worker in workers {
            worker.send(SIGTERM)
            #expect(await worker.end().status == 0)
        }
        try await database.read { db in
            let violations = try String.fetchAll(
                db, sql: "SELECT what || ', job ' || job_id FROM storm_violations LIMIT 5")
            #expect(violations == [])
            let done = try Int64.fetchAll(db, sql: "SELECT job_id FROM storm_effects")
            #expect(done.count == Set(done).count, "an effect happened twice")
            #expect(ids.count > 100 && Set(ids).subtracting(done) == [], "jobs that were acknowledged are lost")
            #expect(try Int.fetchOne(db, sql: "SELECT count(*) FROM failed_jobs") == 0)
        }
    }
}
