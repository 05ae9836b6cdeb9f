import ArgumentParser
import Foundation
import Testing

@testable import DenyutCommands

/// The help of each command, as people see it on 80 columns, is a file in Snapshots/. After a change look at what
///
///     DENYUT_RENEW_SNAPSHOTS=1 swift test --filter HelpTests && git diff Tests/DenyutCommandsTests/Help
///
/// shows, and commit it.
@Suite("Help") struct HelpTests {
    private static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .appendingPathComponent("Snapshots")
    private static let renews = ProcessInfo.processInfo.environment["DENYUT_RENEW_SNAPSHOTS"] != nil

    private static func file(_ name: String) -> URL {
        folder.appendingPathComponent("\(name).txt")
    }

    @Test("the help of a command is what was last looked at", arguments: ["denyut"] + Denyut.allNames)
    func snapshot(name: String) throws {
        let commands = Denyut.configuration.groupedSubcommands.flatMap(\.subcommands)
        let command: any ParsableCommand.Type = commands.first { $0.configuration.commandName == name } ?? Denyut.self
        let help = HelpText.of(command, columns: 80) + "\n"
        if Self.renews {
            try FileManager.default.createDirectory(at: Self.folder, withIntermediateDirectories: true)
            try Data(help.utf8).write(to: Self.file(name))
        }
        let snapshot = try? String(contentsOf: Self.file(name), encoding: .utf8)
        #expect(
            snapshot == help,
            "Look at the new help, then: DENYUT_RENEW_SNAPSHOTS=1 swift test --filter HelpTests")
    }

    @Test("there is no snapshot of a command that is gone")
    func leftovers() throws {
        let files = try FileManager.default.contentsOfDirectory(atPath: Self.folder.path)
        #expect(Set(files) == Set((["denyut"] + Denyut.allNames).map { "\($0).txt" }))
    }
}
