/// What a kind of gateway can do for a session. Data that the gates and the ladder read.
package struct RecoveryCapabilities: Sendable, Hashable {
    /// It can restart a session that it knows and keep the login.
    package var softRestart: Bool
    /// It can stop a session and start it again, and keep the login.
    package var stopStart: Bool
    /// It can start a session that it does not have at present, from a login on its disk.
    package var startsMissing: Bool
    /// It can drop a session and make a new one, and show the QR code for it.
    package var newSession: Bool
    /// It has a deeper look than its status.
    package var deepProbe: Bool
    /// For how long it tries by itself to bring a lost session back; zero where it does not. Ours must not race it.
    package var ownRetry: Duration
    /// What the settings may say of it by name.
    package var kind: String?

    package init(
        softRestart: Bool = true, stopStart: Bool = true, startsMissing: Bool = true, newSession: Bool = true,
        deepProbe: Bool = false, ownRetry: Duration = .zero, kind: String? = nil
    ) {
        self.softRestart = softRestart
        self.stopStart = stopStart
        self.startsMissing = startsMissing
        self.newSession = newSession
        self.deepProbe = deepProbe
        self.ownRetry = ownRetry
        self.kind = kind
    }

    /// How long a lost session is left to its gateway: what is set for its kind; else what the kind needs, and never longer than
    /// the setting for all.
    package func ownRetryGrace(_ settings: HealthSettings) -> Duration {
        kind.flatMap { settings.ownRetry[$0] } ?? min(ownRetry, settings.ownRetryGrace)
    }
}
