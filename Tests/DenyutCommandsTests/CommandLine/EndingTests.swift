import ArgumentParser
import Testing

@testable import DenyutCommands

@Suite("How the program ends") struct EndingTests {
    private func ending(_ arguments: String..., running command: String? = nil) async -> Ending? {
        do {
            var command = try await Denyut.asyncParseAsRoot(arguments)
            try command.run()
            return nil
        } catch {
            return Ending(error, in: command)
        }
    }

    @Test("a command line that is not understood names the command's usage, without the options that all have")
    func usage() async throws {
        let ending = try #require(await ending("queue-clear", "default", "--frce"))
        #expect(ending.code == 64 && !ending.isAnswer)
        #expect(ending.text.contains("Did you mean '--force'?"))
        #expect(ending.text.contains("denyut queue-clear [<options>] [<queue>]") && !ending.text.contains("--config"))
    }

    @Test("an error in a command's work names that command's help")
    func work() {
        let ending = Ending(ValidationError("Not so."), in: "queue-clear")
        #expect(ending == Ending(ValidationError("Not so."), in: "queue-clear"))
        #expect(ending.code == 64)
        #expect(ending.text == "Error: Not so.\n  See 'denyut queue-clear --help' for more information.")
    }

    @Test("an exit code alone says nothing; help is an answer")
    func codes() async throws {
        #expect(Ending(ExitCode(3), in: "x").text == "" && Ending(ExitCode(3), in: "x").code == 3)
        let help = try #require(await ending("queue-work", "--help"))
        #expect(help.isAnswer && help.text.contains("OPTIONS OF EVERY COMMAND:"))
    }

    @Test("the options of every command come last in each help, once", arguments: Denyut.allNames)
    func shared(name: String) throws {
        let commands = Denyut.configuration.groupedSubcommands.flatMap(\.subcommands)
        let command = try #require(commands.first { $0.configuration.commandName == name })
        let sections = HelpText.of(command, columns: 80).split(separator: "\n\n")
        guard let index = sections.firstIndex(where: { $0.hasPrefix("OPTIONS OF EVERY COMMAND:") }) else { return }
        #expect(index == sections.count - 1)
        #expect(sections[index].contains("--database") && sections[index].contains("--verbose"))
    }
}
