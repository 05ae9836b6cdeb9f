import ArgumentParser
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
}
