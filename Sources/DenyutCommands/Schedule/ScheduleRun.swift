import ArgumentParser
import JobSchedule

/// `schedule-run`: one pass over the schedule, for cron.
struct ScheduleRun: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "schedule-run", abstract: "Put the jobs of all due entries on the queue; for cron, each minute.",
        discussion: """
            Safe to run twice in a minute, late, or on two machines: each slot fires once. Entries that run more often than once a \
            minute keep it going until the minute ends. It prints nothing under cron unless something is wrong. Exit codes: 0, or 1 \
            where a due entry could not be enqueued; the next run tries again.
            """)

    @OptionGroup(title: HelpText.sharedTitle) var global: GlobalOptions
    @Flag(help: "End after the first pass, also where entries run more often than once a minute.")
    var once = false
    @Flag(help: "Print one JSON object per pass.")
    var json = false

    func run() async throws {
        let context = try ScheduleContext(global.environment())
        let ping = try SchedulePing(context.environment)
        let ticker = context.ticker()
        let reports = once ? [try await ticker.runOnce()] : try await ticker.runMinute()
        for report in reports { print(report) }
        let isSuccess = reports.allSatisfy(\.isSuccess)
        if isSuccess { await ping?.send() }
        guard isSuccess else { throw ExitCode.failure }
    }

    private func print(_ report: SchedulePassReport) {
        if json {
            Terminal.print(report.json.text)
        } else if Terminal.isTerminal {
            for line in report.lines { Terminal.print(line) }
        }
    }
}
