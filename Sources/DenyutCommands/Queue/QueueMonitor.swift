import ArgumentParser
import Foundation
import JobQueue
import JobQueueSQLite
import WallTime

/// `queue-monitor`: how many jobs wait, and whether that is too many.
struct QueueMonitor: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "queue-monitor",
        abstract: "Show how many jobs each queue holds, and alert where there are too many.",
        discussion: """
            Exit codes, as monitoring plugins have them: 0 all is well, 2 an alert, 3 the database cannot be read, or a queue that is named \
            is not known. An alert is a queue with --max jobs or more, one whose oldest due job is older than --max-age, jobs whose \
            worker died and that no other takes back (for --max-age, a minute at most), a scheduler that has not ticked for two minutes, \
            or jobs that are dated in the future.
            """)

    @OptionGroup(title: HelpText.sharedTitle) var global: GlobalOptions
    @Argument(help: ArgumentHelp("The queues; all without it.", valueName: "a,b"), completion: StoredNames.queueList)
    var queues: [String] = []
    @Option(help: ArgumentHelp("Alert when a queue has that many jobs or more.", valueName: "n"))
    var max = 1000
    @Option(
        help: ArgumentHelp("Alert when a job has been due for longer, such as 90, 5m or 2h.", valueName: "time"),
        transform: SpanText.option)
    var maxAge: Double?
    @Flag(help: "Show it again each second, with rates, failures and workers.")
    var watch = false
    @Flag(help: "Print JSON; with --watch one array a line.")
    var json = false

    func validate() throws {
        guard max >= 0 else { throw ValidationError("--max must be 0 or more, not \(max)") }
    }

    func run() async throws {
        let monitor: QueueMonitorReport
        var unknown: [String] = []
        do {
            let store = try global.environment().openExistingStore()
            for name in names ?? [] {
                do {
                    try await KnownQueues.check(name, in: store)
                } catch let error as SettingsError {
                    unknown += error.problems
                }
            }
            if watch {
                // What is watched is never there to be asked for its exit code.
                if !unknown.isEmpty { throw SettingsError(unknown) }
                try await QueueWatch(store: store, queues: names, limits: limits, printsJSON: json).run()
                return
            }
            monitor = try await QueueMonitorReport.read(store, queues: names, limits: limits)
        } catch let error as ExitCode {
            throw error
        } catch {
            FileHandle.standardError.write(Data("Error: \(StoreAdvice.described(error))\n".utf8))
            throw ExitCode(3)
        }
        if json {
            Terminal.print(monitor.json)
            // The array has a row per queue and no place for it; the exit code must not be all that tells.
            for alert in monitor.alerts { FileHandle.standardError.write(Data("\(alert)\n".utf8)) }
        } else {
            for line in monitor.lines(width: Terminal.width) { Terminal.print(line) }
        }
        for problem in unknown { FileHandle.standardError.write(Data("Error: \(problem)\n".utf8)) }
        if !unknown.isEmpty { throw ExitCode(3) }
        if monitor.isAlert { throw ExitCode(2) }
    }

    private var limits: QueueMonitorReport.Limits {
        .init(maxSize: max, maxAge: maxAge.map { .milliseconds(Int64($0 * 1000)) })
    }

    private var names: [String]? {
        let names = queues.flatMap { $0.split(separator: ",") }.map { $0.trimmingCharacters(in: .whitespaces) }
            .filter { !$0.isEmpty }
        return names.isEmpty ? nil : names
    }
}
