/// What is wrong with a simulated session, as data.
package struct SessionFault: Hashable, Sendable {
    package var kind: SessionFaultKind
    /// The text that sends fail with, or the reason of the state; nil for the kind's own.
    package var error: String?
    /// For `crash`: whether the status goes on saying connected.
    package var reportsConnected: Bool
    /// For `stuck`: the phase the session never leaves.
    package var stuckAt: SessionPhase
    /// How many restarts the fault outlives; a person's or `DELETE …/fault` heals it at any time.
    package var survives: Int
    /// For `flapping` and `conflict`: seconds connected before it falls again.
    package var period: Double
    /// For `disconnect`: which of the gateway's own tries brings it back; 0 for none.
    package var ownRetryThatWorks: Int
    /// Seconds after which the fault heals by itself; nil for never.
    package var seconds: Double?

    package init(
        _ kind: SessionFaultKind, error: String? = nil, reportsConnected: Bool = true,
        stuckAt: SessionPhase = .authenticated, survives: Int? = nil, period: Double = 5, ownRetryThatWorks: Int = 0,
        seconds: Double? = nil
    ) {
        self.kind = kind
        self.error = error
        self.reportsConnected = reportsConnected
        self.stuckAt = stuckAt
        self.survives = survives ?? kind.restartsSurvived
        self.period = period
        self.ownRetryThatWorks = ownRetryThatWorks
        self.seconds = seconds
    }

    /// The text that belongs to the fault.
    package var text: String { error ?? kind.text }

    /// Whether scanning a QR code ends the fault.
    var isCuredByNewLogin: Bool {
        switch kind {
        case .crash, .zombie, .disconnect, .logout, .missing, .error: true
        case .stuck: stuckAt == .scanning
        case .conflict, .banned, .outdated, .timeLocked, .flapping: false
        }
    }
}
