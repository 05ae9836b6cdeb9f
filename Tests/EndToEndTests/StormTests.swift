import Foundation
import GRDB
import Testing

/// Workers and producers that are killed and stopped at random; afterwards the books must balance.
@Suite struct StormTests {
    /// Short in the ordinary tests; `bin/test --storm MINUTES` makes it long.
    private static var seconds: Double {
        ProcessInfo.processInfo.environment["DENYUT_STORM_MINUTES"].flatMap(Double.init).map { $0 * 60 } ?? 8
    }

    private static let leaseMilliseconds = 600

    /// What no history may contain, written down by the database itself while it happens.
    private static let witnesses = """
        CREATE TABLE storm_effects (job_id INTEGER NOT NULL, lease_token INTEGER NOT NULL, process INTEGER NOT NULL) STRICT;
        CREATE TABLE storm_violations (what TEXT NOT NULL, job_id INTEGER NOT NULL) STRICT;
        CREATE TRIGGER two_leases AFTER UPDATE OF lease_token ON jobs
        WHEN OLD.lease_token IS NOT NULL AND NEW.lease_token IS NOT NULL AND OLD.lease_token <> NEW.lease_token
        BEGIN INSERT INTO storm_violations VALUES ('leased to a second worker while leased', NEW.id); END;
        CREATE TRIGGER settled_without_lease AFTER DELETE ON jobs WHEN OLD.lease_token IS NULL
        BEGIN INSERT INTO storm_violations VALUES ('removed while nobody held it', OLD.id); END;
        CREATE TRIGGER stale_effect AFTER INSERT ON storm_effects
        WHEN EXISTS (SELECT 1 FROM jobs WHERE id = NEW.job_id)
        BEGIN INSERT INTO storm_violations VALUES ('effect of a job that is still there', NEW.job_id); END;
        """

    @Test("nothing is lost and nothing happens twice, however often workers and producers die")
    func storm() async throws {
        let folder = try TemporaryFolder()
        _ = try await denyut("migrate", database: folder.database)
        let database = try DatabaseQueue(path: folder.database)
        try await database.write { try $0.execute(sql: Self.witnesses) }

        func start(_ role: String, _ number: Int) throws -> RunningProcess {
            try RunningProcess(Binaries.path("storm-worker"), [role, folder.database, String(number)])
        }
        var workers = try (0..<3).map { _ in try start("work", Self.leaseMilliseconds) }
        var producers = [try start("produce", 1_000_000), try start("produce", 1_000_000)]
        var acknowledged: [String] = []
        var kills = 0
        let end = Date().addingTimeInterval(Self.seconds)
        // On a busy machine the time alone makes no storm.
        while Date() < end || (kills < 5 && Date() < end.addingTimeInterval(120)) {
            try await Task.sleep(for: .milliseconds(Int.random(in: 50...400)))
            let index = Int.random(in: 0..<workers.count)
            switch Int.random(in: 0..<10) {
            case 0..<6:
                workers[index].send(SIGKILL)
                kills += 1
                _ = await workers[index].end()
                workers[index] = try start("work", Self.leaseMilliseconds)
            case 6..<8:
                // Past its lease, and back from the dead.
                workers[index].send(SIGSTOP)
                try await Task.sleep(for: .milliseconds(Self.leaseMilliseconds + 200))
                workers[index].send(SIGCONT)
            default:
                let producer = Int.random(in: 0..<producers.count)
                producers[producer].send(SIGKILL)
                kills += 1
                acknowledged.append(await producers[producer].end().output)
                producers[producer] = try start("produce", 1_000_000)
            }
        }
        for producer in producers {
            producer.send(SIGKILL)
            acknowledged.append(await producer.end().output)
        }
        let isEmpty = try await eventually(within: 60) {
            try await database.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM jobs") } == 0
        }
        #expect(isEmpty, "jobs are left that no worker takes")
        for worker in workers { worker.send(SIGTERM) }
        for worker in workers { #expect(await worker.end().status == 0) }

        // The last line of a producer that was killed may be torn.
        let ids = acknowledged.flatMap { $0.split(separator: "\n", omittingEmptySubsequences: true).dropLast() }
            .compactMap { Int64($0) }
        #expect(ids.count > 50, "the storm was no storm")
        #expect(kills > 2)
        try await database.read { db in
            #expect(try String.fetchAll(db, sql: "SELECT what || ' ' || job_id FROM storm_violations") == [])
            let done = try Int64.fetchAll(db, sql: "SELECT job_id FROM storm_effects")
            let unique = Set(done)
            #expect(done.count == unique.count, "an effect happened twice")
            let failed = Set(try Int64.fetchAll(db, sql: "SELECT id FROM failed_jobs"))
            #expect(unique.isDisjoint(with: failed))
            let lost = ids.filter { !unique.contains($0) && !failed.contains($0) }
            #expect(lost == [], "jobs that were acknowledged are lost")
            #expect(try String.fetchOne(db, sql: "PRAGMA integrity_check") == "ok")
        }
    }
}
