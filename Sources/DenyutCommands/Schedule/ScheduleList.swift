import ArgumentParser
import Foundation
import JobSchedule

/// `schedule-list`: all entries, when they are due, and what became of their last slots.
struct ScheduleList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "schedule-list",
        abstract: "Show the entries of the schedule, when they are due next and when they last fired.",
        discussion:
            "JSON has the keys of Laravel's schedule:list, and more; times that end in _at are milliseconds since 1970."
    )

    @OptionGroup(title: HelpText.sharedTitle) var global: GlobalOptions
    @Flag(help: "In the order in which they are due.")
    var next = false
    @Option(help: ArgumentHelp("The zone in which times are shown (default: this machine's).", valueName: "zone"))
    var timezone: String?
    @Flag(help: "Print JSON.")
    var json = false

    func run() async throws {
        let context = try ScheduleContext(global.environment())
        let zone = try timezone.map { name throws(ScheduleError) in try ScheduleZone(name) } ?? Self.localZone
        let listing = try await ScheduleListing.read(context, zone: zone, inDueOrder: next)
        if json {
            Terminal.print(listing.json)
        } else {
            for line in listing.lines(width: Terminal.width) { Terminal.print(line) }
        }
    }

    /// The machine's zone; UTC where that is none of the data base's.
    private static var localZone: ScheduleZone {
        (try? ScheduleZone(TimeZone.current.identifier)) ?? .utc
    }
}
