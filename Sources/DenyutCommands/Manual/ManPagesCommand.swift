import ArgumentParser
import Foundation

/// `man-pages`: writes the manual pages, so that they are always those of this very program.
struct ManPagesCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "man-pages", abstract: "Write a manual page for each command into a folder.",
        discussion: "For example `denyut man-pages /usr/local/share/man/man1`, then `man denyut-queue-work`.")

    @Argument(
        help: ArgumentHelp("The folder; it is made if it is missing.", valueName: "folder"), completion: .directory)
    var folder: String

    func run() throws {
        let pages = ManualPage.all(of: try CommandDescription.program())
        do {
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
            for page in pages {
                try Data(page.text.utf8).write(to: URL(fileURLWithPath: "\(folder)/\(page.name).1"))
            }
        } catch {
            throw SettingsError(
                "The manual pages cannot be written to \(folder): \(error.localizedDescription) May this user write there?"
            )
        }
        Terminal.print("\(pages.count) manual pages are in \(folder).")
    }
}
