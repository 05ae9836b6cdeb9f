import ArgumentParser
import Foundation
import JobSchedule
import Logging
import Synchronization

/// `schedule-work`: the scheduler as a daemon.
struct ScheduleWork: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "schedule-work",
        abstract: "Put the jobs of due entries on the queue, until told to stop; instead of cron.",
        discussion: """
            Sleeps until the next entry is due, and makes a pass at least once a minute. Whatever holds it up, no slot is lost: each \
            entry says what becomes of missed ones. SIGTERM, SIGINT and SIGQUIT end it after the pass in hand, with exit code 0; a \
            second one ends it at once, which is as safe. SIGHUP reopens the log file; without one, or when the terminal is gone, it \
            stops.
            """)

    @OptionGroup(title: HelpText.sharedTitle) var global: GlobalOptions
    @Flag(help: "Print one JSON object per pass in which something happened.")
    var json = false

    func run() async throws {
        Terminal.endsWithReader.store(false, ordering: .relaxed)
        let context = try ScheduleContext(global.environment())
        let rhythm = try SchedulePing(context.environment).map(PingRhythm.init)
        let logger = context.environment.logger
        let ticker = context.ticker()
        // Nobody has to read it: a pass never waits for that.
        let printer =
            json ? LineWriter(DescriptorSink(descriptor: 1)) { JSONText.object([("lost_lines", .int($0))]).text } : nil
        let work = Task {
            try await ticker.run { report in
                if report.isEventful { printer?.write(report.json.text) }
                await rhythm?.passed(report)
            }
        }
        let signals = SignalWatch()
        let stops = StopCounter()
        signals.on([SIGTERM, SIGINT, SIGQUIT]) {
            if stops.count() > 1 { endAtOnce() }
            work.cancel()
        }
        HangUp.watch(signals, context.environment) { work.cancel() }
        Owner.endWithIt()
        logger.info("The scheduler keeps \(context.schedule.entries.count) entries, and those added at run time.")
        try await work.value
        logger.info("The scheduler ends.")
    }
}

extension SchedulePassReport {
    /// Whether the pass did anything, or could not.
    var isEventful: Bool { !fired.isEmpty || !missed.isEmpty || !failures.isEmpty }
}
