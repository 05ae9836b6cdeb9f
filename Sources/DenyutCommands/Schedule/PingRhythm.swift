import JobSchedule
import WallTime

/// Sends the pings of a daemon beside its passes: at most one at a time, and no more than about one a minute.
actor PingRhythm {
    /// Somewhat less than the minute that passes keep, so that none is left out.
    private static let spacing = Duration.seconds(50)

    private let ping: SchedulePing
    private var sentAt: Timestamp?
    private var sending: Task<Void, Never>?

    init(_ ping: SchedulePing) {
        self.ping = ping
    }

    /// Takes notice of a pass; returns at once.
    func passed(_ report: SchedulePassReport) {
        guard isDue(report) else { return }
        sentAt = report.at
        sending = Task {
            await ping.send()
            sending = nil
        }
    }

    /// Waits until no ping is under way.
    func settle() async {
        await sending?.value
    }

    private func isDue(_ report: SchedulePassReport) -> Bool {
        guard report.isSuccess, sending == nil else { return false }
        guard let sentAt else { return true }
        // A clock that went back must not keep the ping silent.
        return report.at < sentAt || report.at >= sentAt + Self.spacing
    }
}
