import ArgumentParser
import JobQueueSQLite
import WallTime

/// `restore`: a backup in the place of the database.
struct Restore: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "restore", abstract: "Put a backup in the place of the database.",
        discussion: """
            Stop all workers, the scheduler, the page and whatever else uses the database first: while anybody has it open, nothing is \
            restored. The backup is checked before anything is touched, and stays where it is. The database that was there is moved aside \
            with its -wal file, under a name with the time in it. Jobs that were running when the backup was made run again.
            """)

    @OptionGroup(title: HelpText.sharedTitle) var global: GlobalOptions
    @Argument(help: ArgumentHelp("The file that `backup` wrote.", valueName: "file"))
    var file: String

    func run() async throws {
        let environment = try global.environment()
        let result = try DatabaseRestore.run(
            from: file, to: environment.settings.databasePath, lines: CommandEnvironment.lines,
            now: environment.clock.now())
        // Brings an older schema up to date, and says so here if it cannot.
        _ = try environment.openStore()
        if let old = result.movedTo {
            Terminal.print("The database that was there is \(old) now. Delete it once you are sure.")
        }
        Terminal.print("\(result.path) is restored from \(file). Start the processes again.")
    }
}
