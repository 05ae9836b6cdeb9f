import Foundation
import JobQueue
import JobQueueSQLite
import Logging
import SessionMonitor
import WallTime

/// What a command works with: the settings, the clock, the log, and the store once it is asked for.
struct CommandEnvironment: Sendable {
    let settings: Settings
    let clock: any WallClock = SystemClock()
    let logger: Logger
    /// The file that the log goes to; `nil`: standard error.
    let logFile: LogFile?
    /// The environment of this process, where secrets are looked up.
    let variables: [String: String]

    init(settings: Settings, variables: [String: String] = ProcessInfo.processInfo.environment) throws {
        self.variables = variables
        self.settings = settings
        (logger, logFile) = try LogOutput.logger(for: settings)
    }

    /// What stands in the database beside queue and schedule.
    static let lines = [MigrationLine.sessions]

    /// Opens the database, making it and bringing its schema up to date where needed. One on a file system that is mounted read-only is
    /// opened for reading: what writes is refused when it does.
    ///
    /// - Throws: `JobStoreError` that names the cure.
    func openStore() throws -> SQLiteJobStore {
        if SQLiteFile.isReadOnlyDatabase(settings.databasePath) { return try openExistingStore() }
        // The default place is ours to make, also where somebody names it; another folder that is missing is a mistake.
        if settings.isDatabaseInDefaultPlace {
            try? FileManager.default.createDirectory(
                atPath: SQLiteFile.folder(of: settings.databasePath), withIntermediateDirectories: true,
                attributes: [.posixPermissions: 0o700])
        }
        return OpenDatabases.note(try SQLiteJobStore(path: settings.databasePath, lines: Self.lines, clock: clock))
    }

    /// Opens a database that is there already, changing nothing of it.
    func openExistingStore() throws -> SQLiteJobStore {
        var options = SQLiteOptions()
        options.createsAndMigrates = false
        return OpenDatabases.note(
            try SQLiteJobStore(path: settings.databasePath, options: options, lines: Self.lines, clock: clock))
    }
}
