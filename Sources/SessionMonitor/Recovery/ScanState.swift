package import Gateways
package import SessionHealth
package import WallTime

/// How far a reconnect is, with the QR code to be scanned.
package struct ScanState: Sendable, Hashable {
    package var account: AccountReference
    /// What we hold the status to be.
    package var status: SessionStatus
    /// The gateway's at the last check.
    package var gatewayStatus: SessionStatus?
    /// The rung that runs.
    package var rung: Rung?
    package var startedAt: Timestamp?
    package var deadline: Timestamp?
    package var code: ShownCode?
    /// A person has the code open until then.
    package var watchedUntil: Timestamp?
    package var incident: Int64?
    package var connectedSince: Timestamp?
    package var revision: Int64

    /// Whether a scan is waited for.
    package func waits(at now: Timestamp) -> Bool {
        if rung?.needsScan == true { return true }
        return watchedUntil.map { now < $0 } ?? false
    }
}

/// A QR code that is shown.
package struct ShownCode: Sendable, Hashable {
    /// A `data:image/png` URL; else the text that is to be drawn.
    package var isPicture: Bool
    /// It grants a login: a secret while it lasts.
    package var content: Secret
    package var generatedAt: Timestamp
    package var expiresAt: Timestamp?
    /// Which code of this login it is, from 1.
    package var number: Int
}
