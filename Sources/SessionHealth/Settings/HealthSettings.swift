/// Every interval, window, grace, deadline and weight of the judgement: the settings under `health` in `denyut.json`.
///
/// `HealthSetting.all` is the same by name, with unit and range.
package struct HealthSettings: Sendable, Hashable {
    // MARK: The check

    /// How often each account is checked.
    package var checkInterval: Duration = .seconds(120)
    /// How soon a first bad result is checked again, at least; up to a third more is added by chance.
    package var confirmDelay: Duration = .seconds(15)
    /// The throttle as somebody set it; nil lets it follow the interval.
    package var throttleSetting: Duration?
    /// Idle when the newest message is older.
    package var maxIdle: Duration = .seconds(1800)
    /// The window in which failed messages are counted.
    package var failedWindow: Duration = .seconds(3600)
    /// More failed messages than this are a finding.
    package var maxFailedMessages = 5
    /// The window in which an error is looked at for a crash.
    package var crashWindow: Duration = .seconds(1800)
    /// No message for this long is worth a remark.
    package var noMessages: Duration = .seconds(86400)
    /// A send may wait this long for the server's acknowledgement.
    package var zombieAfter: Duration = .seconds(60)
    /// What cannot be judged for this long becomes an incident of its own, and counts as unknown.
    package var unknownAfter: Duration = .seconds(300)
    package var weights = FindingWeights()

    // MARK: Graces

    /// How long a QR code is waited for, once.
    package var qrWindow: Duration = .seconds(300)
    /// After so many windows without a scan a person is asked.
    package var maxQrWindows = 3
    /// How often a code is asked for while a person looks at it.
    package var qrWatched: Duration = .seconds(2)
    /// How often while nobody does.
    package var qrUnwatched: Duration = .seconds(15)
    /// How long WhatsApp keeps a code, but for the first one of a login (20 s; wwebjs#645).
    package var qrLifetime: Duration = .seconds(20)
    /// How long it keeps the first one.
    package var qrFirstLifetime: Duration = .seconds(60)
    /// How long a session may be connecting.
    package var connectingGrace: Duration = .seconds(180)
    /// How long a gateway that reconnects by itself is left to it.
    package var ownRetryGrace: Duration = .seconds(155)
    /// How long a gateway that restarted is left alone, for up to 20 sessions; longer in proportion for more.
    package var restartGrace: Duration = .seconds(300)
    /// Recovered means connected for this long.
    package var stableAfter: Duration = .seconds(300)
    /// How long each kind of gateway is left to its own reconnect, where somebody set it: by the kind's name. Else what the
    /// kind needs, and never longer than `ownRetryGrace`.
    package var ownRetry: [String: Duration] = [:]
    /// Between stop and start of a session: a browser needs a moment to let go of its profile.
    package var stopStartPause: Duration = .seconds(5)
    /// A message sent within this time and acknowledged by the server proves life.
    package var evidenceOfLife: Duration = .seconds(60)

    // MARK: Recovery

    package var autoReconnect = true
    /// Recovery is wanted below this score.
    package var reconnectThreshold = 40
    /// Says what would be done, and does nothing.
    package var observeOnly = false
    package var backoffBase: Duration = .seconds(30)
    package var backoffCap: Duration = .seconds(3600)
    /// Attempts per account and hour.
    package var budgetPerHour = 3
    /// Attempts per account and day.
    package var budgetPerDay = 6
    /// How long a soft rung has to get the session connected.
    package var softDeadline: Duration = .seconds(300)
    /// How long a new session has to be scanned and connected.
    package var qrDeadline: Duration = .seconds(900)
    /// The part of a gateway's sessions that may be in recovery at once; one always may.
    package var recoveryShare = 0.10

    // MARK: The fleet

    /// The brake holds when this part of a gateway's sessions is bad at once.
    package var brakeFraction = 0.55
    /// The brake needs at least so many bad sessions.
    package var brakeMinimum = 3
    /// Whether it is looked from here whether WhatsApp's own hosts can be reached.
    package var lineCheck = true
    /// Flapping ends at or below this share of weighted state changes.
    package var flapLow = 0.20
    /// Flapping begins at or above this share of weighted state changes.
    package var flapHigh = 0.30

    // MARK: Asking a gateway

    package var gatewayTimeout: Duration = .seconds(10)
    package var gatewayConnectTimeout: Duration = .seconds(3)
    /// The largest answer that is read, in bytes.
    package var gatewayBodyLimit = 8 * 1024 * 1024
    /// Requests in flight to one gateway.
    package var gatewayConcurrency = 16
    /// How many answers in a row must fail until a gateway's circuit opens: nothing is sent for a time.
    package var circuitFailures = 5
    /// For how long it opens first; doubled with each trial that fails.
    package var circuitBase: Duration = .seconds(5)
    /// For how long it opens at most. Less than an interval, so that each sweep has a trial.
    package var circuitCap: Duration = .seconds(60)
    /// The longest `Retry-After` that is obeyed.
    package var circuitRetryAfterCap: Duration = .seconds(300)
    /// How many requests are let through at once as a trial.
    package var circuitTrials = 1
    /// How long a sweep may spend on asking a gateway whether the sessions are connected that its list calls so, where the
    /// list is only a record of it. Those that were not reached come first at the next sweep.
    package var liveTime: Duration = .seconds(15)
    /// How long a job waits for a slow gateway in its lane before it makes room for those of other gateways.
    package var lanePatience: Duration = .milliseconds(250)

    // MARK: Telling people

    /// Notifications are collected for this long.
    package var notifyGroup: Duration = .seconds(30)
    /// The same is not told again sooner.
    package var notifyRepeat: Duration = .seconds(14400)

    /// The defaults.
    package init() {}

    /// A check younger than this is not repeated without `--force`: one interval, less a little (110 s of 120 s).
    package var throttle: Duration {
        get { throttleSetting ?? checkInterval * 11 / 12 }
        set { throttleSetting = newValue }
    }

    /// How long a code may still be shown, at most, after it was made.
    ///
    /// - Parameters:
    ///   - number: which code of this login it is, where the gateway counts them.
    ///   - own: what the gateway says. Its word counts unless it is longer than WhatsApp ever keeps one: the Node service says
    ///     five minutes.
    package func qrLifetime(number: Int?, own: Duration?) -> Duration {
        let counted = number.map { $0 <= 1 ? qrFirstLifetime : qrLifetime }
        if let own, own <= (counted ?? qrFirstLifetime) { return max(own, .zero) }
        return counted ?? qrLifetime
    }

    /// How long to wait before a first bad result is checked again: 15–20 s by default.
    ///
    /// - Parameter random: 0..<1.
    package func confirmDelay(random: Double) -> Duration {
        confirmDelay * (1 + min(max(random, 0), 1) / 3)
    }

    /// How long a gateway that restarted is left alone.
    ///
    /// In proportion to its sessions, because it restores them one after the other: 90 took about 20 minutes in waha#2012,
    /// 13 s each, so 20 fit into the default of 5 minutes. At most twelvefold (an hour): the other gates go on guarding.
    package func restartGrace(sessions: Int) -> Duration {
        restartGrace * min(max(Double(sessions) / 20, 1), 12)
    }
}
