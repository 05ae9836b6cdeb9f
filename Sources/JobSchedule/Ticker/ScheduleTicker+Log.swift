import Logging
import WallTime

extension ScheduleTicker {
    /// Says what a pass did: one line per event, with what is out of the ordinary as a warning.
    func log(_ report: SchedulePassReport) {
        if let back = report.clockWentBackBy {
            logger.warning(
                "the clock went back; slots that fired under the later time do not fire again",
                metadata: ["seconds": "\(back.components.seconds)"])
        }
        if let stall = report.stalledFor {
            logger.warning(
                "the schedule had not been looked at for a while; missed slots are treated as each entry says",
                metadata: [
                    "seconds": "\(stall.components.seconds)", "fired": "\(report.fired.count)",
                    "missed": "\(report.missed.values.reduce(0, +))",
                ])
        }
        for (entry, count) in report.missed.sorted(by: { $0.key < $1.key }) {
            logger.warning("slots were missed", metadata: ["entry": "\(entry)", "missed": "\(count)"])
        }
        for fired in report.fired {
            logger.log(
                level: fired.lateness > ScheduleTick.alertAge ? .warning : .debug,
                "slot fired",
                metadata: [
                    "entry": "\(fired.slot.entry)", "due": "\(ISO8601.format(fired.slot.due))",
                    "late_ms": "\(fired.lateness.wholeMilliseconds)", "jobs": "\(fired.enqueued)",
                    "already_live": "\(fired.alreadyLive)",
                ])
        }
        for failure in report.failures {
            logger.error(
                "an entry could not be fired; the next pass tries again",
                metadata: ["entry": "\(failure.entry ?? "-")", "error": "\(failure.message)"])
        }
    }
}
