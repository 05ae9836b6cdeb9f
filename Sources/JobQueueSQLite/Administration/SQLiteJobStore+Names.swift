public import Basics
import GRDB

extension SQLiteJobStore {
    /// The names of queues that hold jobs, are paused, are served, or had jobs as long as the counters go back.
    public func queueNames() async throws -> Set<Name> {
        try await read { db in
            var names = try Name.fetchSet(db, sql: NameSQL.queues)
            for queues in try String.fetchAll(db, sql: "SELECT queues FROM workers") {
                names.formUnion(
                    queues.utf8.split(separator: UInt8(ascii: ",")).map { Name(String(decoding: $0, as: UTF8.self)) })
            }
            return names
        }
    }

    /// The kinds of jobs that failed, or went through the queues as long as the counters go back.
    public func kindNames() async throws -> Set<Name> {
        try await read { db in try Name.fetchSet(db, sql: NameSQL.kinds) }
    }
}

private enum NameSQL {
    /// Steps from one queue to the next in the index of waiting jobs, because reading a million of them takes too long.
    static let queues = """
        WITH RECURSIVE waiting (queue) AS (
          SELECT min(queue) FROM jobs WHERE lease_token IS NULL
          UNION ALL
          SELECT (SELECT min(jobs.queue) FROM jobs WHERE lease_token IS NULL AND jobs.queue > waiting.queue)
          FROM waiting WHERE waiting.queue IS NOT NULL
        )
        SELECT CAST(queue AS BLOB) FROM (
          SELECT queue FROM waiting WHERE queue IS NOT NULL
          UNION SELECT queue FROM jobs WHERE lease_token IS NOT NULL
          UNION SELECT queue FROM failed_jobs
          UNION SELECT queue FROM queue_minutes
          UNION SELECT queue FROM queue_pauses WHERE queue <> '*'
        )
        """
    static let kinds =
        "SELECT CAST(kind AS BLOB) FROM (SELECT kind FROM queue_minutes UNION SELECT kind FROM failed_jobs)"
}
