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

    /// What `bin/test --storm` prints at its end.
    private struct Figures {
        var seconds = 0.0
        var kills = 0
        var stops = 0
        var largestLog: Int64 = 0
        var effects = 0
        var retries = 0
        var crashes = 0
        var failed = 0
        var acknowledged = 0

        /// Looks how large the write-ahead log is, without opening it: that would drop SQLite's locks.
        mutating func look(_ database: String) {
            var info = stat()
            if stat(database + "-wal", &info) == 0 { largestLog = max(largestLog, Int64(info.st_size)) }
        }

        var line: String {
            "storm of \(Int(seconds)) s: \(kills) processes killed, \(stops) stopped past their lease, \(acknowledged) jobs "
                + "acknowledged, \(effects) effects, \(retries) attempts failed, \(crashes) leases of dead workers, "
                + "\(failed) jobs failed for good, write-ahead log at most \(largestLog >> 10) KB"
        }
    }

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

        func count(_ rows: String) async throws -> Int {
            try await database.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM \(rows)") ?? 0 }
        }
        func start(_ role: String, _ number: Int) throws -> RunningProcess {
            try RunningProcess(Binaries.path("storm-worker"), [role, folder.database, String(number)])
        }
        var workers = try (0..<3).map { _ in try start("work", Self.leaseMilliseconds) }
        var producers = [try start("produce", 1_000_000), try start("produce", 1_000_000)]
        var acknowledged: [String] = []
        var figures = Figures()
        let begin = Date()
        let end = begin.addingTimeInterval(Self.seconds)
        func isStorm() async throws -> Bool {
            let jobs = "SELECT coalesce(max(seq), 0) FROM sqlite_sequence WHERE name = 'jobs'"
            let made = try await database.read { try Int.fetchOne($0, sql: jobs) ?? 0 }
            return figures.kills >= 5 && made > 500
        }
        // On a busy machine the time alone makes no storm.
        while Date() < end.addingTimeInterval(120) {
            if Date() >= end, try await isStorm() { break }
            try await Task.sleep(for: .milliseconds(Int.random(in: 50...400)))
            figures.look(folder.database)
            let index = Int.random(in: 0..<workers.count)
            switch Int.random(in: 0..<10) {
            case 0..<6:
                workers[index].send(SIGKILL)
                figures.kills += 1
                _ = await workers[index].end()
                workers[index] = try start("work", Self.leaseMilliseconds)
            case 6..<8:
                // Past its lease, and back from the dead.
                workers[index].send(SIGSTOP)
                figures.stops += 1
                try await Task.sleep(for: .milliseconds(Self.leaseMilliseconds + 200))
                workers[index].send(SIGCONT)
            default:
                let producer = Int.random(in: 0..<producers.count)
                producers[producer].send(SIGKILL)
                figures.kills += 1
                acknowledged.append(await producers[producer].end().output)
                producers[producer] = try start("produce", 1_000_000)
            }
        }
        for producer in producers {
            producer.send(SIGKILL)
            acknowledged.append(await producer.end().output)
        }
        // Producers may have been faster than workers that are killed all the time: it takes as long as jobs become fewer.
        func left() async throws -> Int {
            try await database.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM jobs") ?? 0 }
        }
        var waiting = try await left()
        while waiting > 0, try await eventually({ try await left() < waiting }) { waiting = try await left() }
        #expect(waiting == 0, "jobs are left that no worker takes")
        for worker in workers {
            // The youngest may be starting, and would be ended by the signal instead of hearing it.
            #expect(try await eventually { worker.standardOutput.contains("works") })
            worker.send(SIGTERM)
        }
        for worker in workers { #expect(await worker.end().status == 0) }

        // The last line of a producer that was killed may be torn.
        let ids = acknowledged.flatMap { $0.split(separator: "\n", omittingEmptySubsequences: true).dropLast() }
            .compactMap { Int64($0) }
        #expect(ids.count > 50, "the storm was no storm")
        #expect(figures.kills > 2)
        // A reader was there now and then, and processes died with transactions open.
        #expect(figures.largestLog < 64 << 20)
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
        figures.seconds = -begin.timeIntervalSinceNow
        figures.acknowledged = ids.count
        figures.effects = try await count("storm_effects")
        figures.failed = try await count("failed_jobs")
        figures.retries = try await count("job_attempts WHERE outcome = 'failed'")
        figures.crashes = try await count("job_attempts WHERE outcome = 'crashed'")
        print(figures.line)
    }
}
