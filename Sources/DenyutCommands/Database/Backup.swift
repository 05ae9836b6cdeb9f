import ArgumentParser
import JobQueueSQLite

/// `backup`: an online copy of the database.
struct Backup: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "backup", abstract: "Copy the database to a new file while workers go on.",
        discussion: """
            The copy is of one instant and complete by itself; only its owner may read it. It is written as FILE.part and gets its name once \
            it is on the disk: there is no half a backup. `restore FILE` puts it back. Copying the file with cp is no backup.
            """)

    @OptionGroup(title: HelpText.sharedTitle) var global: GlobalOptions
    @Argument(help: ArgumentHelp("The new file.", valueName: "file"))
    var file: String

    func run() async throws {
        let path = try await global.environment().openExistingStore().backUp(to: file)
        Terminal.print("Backed up to \(path).")
    }
}
