import ArgumentParser
import Foundation
import JobQueueSQLite
import WallTime

/// `migrate`: brings the database up to date, or shows how it stands.
struct Migrate: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "migrate", abstract: "Make the database, or bring its schema up to date.",
        discussion: "The other commands do so by themselves. `--show` changes nothing.")

    @OptionGroup(title: HelpText.sharedTitle) var global: GlobalOptions
    @Flag(help: "Only show which migrations were applied.")
    var show = false
    @Flag(help: "Print JSON.")
    var json = false

    func run() async throws {
        let environment = try global.environment()
        let path = environment.settings.databasePath
        let lines = CommandEnvironment.lines
        let before = try Migrator.status(ofFile: path, lines: lines)
        if !show { _ = try environment.openStore() }
        let after = show ? before : try Migrator.status(ofFile: path, lines: lines)
        if json {
            Terminal.print(
                JSONText.array(
                    after.map { status in
                        .object([
                            ("line", .string(status.line)), ("name", .string(status.name)),
                            ("applied_at", .int(status.appliedAt.map { Int($0.milliseconds) })),
                        ])
                    }
                ).text)
            return
        }
        let lineWidth = (after.map(\.line.displayWidth).max() ?? 0) + 2
        let width = (after.map(\.name.displayWidth).max() ?? 0) + 2
        for (old, new) in zip(before, after) {
            let state =
                switch (old.appliedAt, new.appliedAt) {
                case (_, nil): "not applied"
                case (nil, .some): "applied now"
                case (_, .some(let time)): "applied \(TimeText.utc(time))"
                }
            Terminal.print(new.line.padded(to: lineWidth) + new.name.padded(to: width) + state)
        }
    }
}
