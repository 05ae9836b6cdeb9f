import GRDB
import JobQueue
import JobQueueSQLite
import WallTime

extension MonitorStore {
    /// Incidents that match, the newest first.
    package func incidents(_ filter: IncidentFilter = IncidentFilter()) async throws -> [StoredIncident] {
        try await queue.read { try IncidentTable(db: $0).incidents(filter) }
    }

    package func incident(_ id: Int64) async throws -> StoredIncident? {
        try await queue.read { try IncidentTable(db: $0).incident(id) }
    }
}
