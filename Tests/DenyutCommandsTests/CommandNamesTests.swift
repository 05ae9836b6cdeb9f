import ArgumentParser
import Foundation
import Testing

@testable import DenyutCommands

@Suite("The program")
struct CommandNamesTests {
    /// ArgumentParser would derive the name from the type's, which costs a search through all of the program's types for
    /// each command and at each start: together a quarter of the time that a short command takes.
    @Test("names each command itself")
    func namesAreGiven() {
        let commands = Denyut.configuration.groupedSubcommands.flatMap(\.subcommands)
        let unnamed = commands.filter { $0.configuration.commandName == nil }.map { "\($0)" }
        #expect(!commands.isEmpty)
        #expect(unnamed == [])
    }

    @Test("has a link in bin/ for each command, and none for others")
    func links() throws {
        let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appendingPathComponent("bin").path
        let links = try FileManager.default.contentsOfDirectory(atPath: folder).filter { name in
            (try? FileManager.default.destinationOfSymbolicLink(atPath: "\(folder)/\(name)")) == "denyut"
        }
        #expect(links.sorted() == Denyut.allNames.sorted())
    }
}
