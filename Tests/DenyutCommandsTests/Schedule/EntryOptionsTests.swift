import ArgumentParser
import Foundation
import JobQueue
import JobSchedule
import Testing
import WallTime

@testable import DenyutCommands

@Suite("The options of an entry")
struct EntryOptionsTests {
    private static let full = EntryDefinition(
        name: "reports", cron: "0 8 * * *", timezone: "Asia/Jakarta",
        job: NewJob(
            queue: "mail", kind: "SendReports", payload: Data("[1]".utf8), priority: 5, delay: .seconds(90),
            uniqueKey: "reports"),
        missed: MissedSlots(.all, within: .minutes(30)), withoutOverlapping: true,
        environments: ["production", "staging"])

    /// Completions from the database are for asynchronous commands only.
    private struct Command: AsyncParsableCommand {
        @OptionGroup var options: EntryOptions
    }

    private func parse(_ arguments: [String]) async throws -> EntryOptions {
        try await Command.asyncParse(arguments).options
    }

    private func apply(_ arguments: [String], to definition: EntryDefinition) async throws -> EntryDefinition {
        var definition = definition
        try await parse(arguments).apply(to: &definition)
        return definition
    }

    @Test("make an entry")
    func add() async throws {
        let arguments = [
            "--cron", "0 8 * * *", "--timezone", "Asia/Jakarta", "--kind", "SendReports", "--queue", "mail",
            "--payload",
            "[1]", "--priority", "5", "--unique-key", "reports", "--delay", "90s", "--missed", "all", "--missed-window",
            "30m", "--without-overlapping", "--environments", "production, staging",
        ]
        let empty = EntryDefinition(name: "reports", job: NewJob(kind: ""))
        #expect(try await apply(arguments, to: empty) == Self.full)
    }

    @Test("leave alone what is not given")
    func nothing() async throws {
        #expect(try await apply([], to: Self.full) == Self.full)
        #expect(try await parse([]).isEmpty)
        #expect(try await parse(["--no-without-overlapping"]).isEmpty == false)
    }

    @Test("change one thing at a time")
    func edit() async throws {
        let every = try await apply(["--every", "hourly"], to: Self.full)
        #expect(every.every == "hourly")
        #expect(every.cron == nil)
        #expect(every.job == Self.full.job)
        #expect(try await apply(["--no-without-overlapping"], to: Self.full).withoutOverlapping == false)
        #expect(
            try await apply(["--missed-window", "1h"], to: Self.full).missed == MissedSlots(.all, within: .hours(1)))
        #expect(try await apply(["--missed", "skip"], to: Self.full).missed == .skip)
    }

    @Test("take away what need not be there")
    func remove() async throws {
        let arguments = [
            "--timezone", "", "--unique-key", "", "--environments", "", "--delay", "0", "--missed-window", "0",
        ]
        let definition = try await apply(arguments, to: Self.full)
        #expect(definition.timezone == nil)
        #expect(definition.job.uniqueKey == nil)
        #expect(definition.environments == [])
        #expect(definition.job.delay == nil)
        #expect(definition.missed == .all)
    }

    @Test(
        "are refused where they cannot be meant",
        arguments: [
            ["--cron", "* * * * *", "--every", "hourly"], ["--missed", "never"], ["--delay", "soon"],
            ["--missed-window", "half an hour"], ["--priority", "high"],
        ])
    func refused(_ arguments: [String]) async {
        await #expect(throws: (any Error).self) { try await parse(arguments) }
    }
}
