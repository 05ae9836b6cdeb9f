import Foundation
import JobQueue
import JobQueueSQLite
import Logging
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

    /// Opens the database, making it and bringing its schema up to date where needed.
    ///
    /// - Throws: `JobStoreError` that names the cure.
    func openStore() throws -> SQLiteJobStore {
        let folder = SQLiteFile.folder(of: settings.databasePath)
        // The default place is ours to make; a folder that somebody named and that is missing is a mistake.
        if !settings.isDatabaseNamed {
            try? FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        }
        return try SQLiteJobStore(path: settings.databasePath, clock: clock)
    }

    /// Opens a database that is there already, changing nothing of it.
    func openExistingStore() throws -> SQLiteJobStore {
        var options = SQLiteOptions()
        options.createsAndMigrates = false
        return try SQLiteJobStore(path: settings.databasePath, options: options, clock: clock)
    }
}
