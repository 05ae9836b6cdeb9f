import Foundation
import GRDB
import JobQueueSQLite
import JobSchedule
import WallTime

/// A database in a folder of its own that goes away with it.
final class ScheduleDatabase: Sendable {
    let folder: URL
    var path: String { folder.appending(path: "schedule.sqlite").path }

    init() throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "denyut-schedule-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    }

    deinit {
        try? FileManager.default.removeItem(at: folder)
    }

    /// A store with connections of its own, as another process would have.
    func open() throws -> SQLiteScheduleStore {
        SQLiteScheduleStore(try openJobs())
    }

    func openJobs() throws -> SQLiteJobStore {
        try SQLiteJobStore(path: path)
    }

    /// What another program sees in the file.
    func inspect<T>(_ body: (Database) throws -> T) throws -> T {
        try DatabaseQueue(path: path).inDatabase(body)
    }

    func number(_ sql: String) throws -> Int? {
        try inspect { try Int.fetchOne($0, sql: sql) }
    }
}
