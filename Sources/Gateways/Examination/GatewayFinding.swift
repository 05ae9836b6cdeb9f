/// One line of what an examination found out about a gateway.
package struct GatewayFinding: Sendable, Hashable {
    /// How bad it is.
    package enum Verdict: String, Sendable, Hashable, CaseIterable {
        case ok
        /// It works, and something will go wrong with it one day.
        case warning
        /// It does not work.
        case error

        /// The worst of some; of none it is `ok`.
        package static func worst(of verdicts: [Verdict]) -> Verdict {
            verdicts.contains(.error) ? .error : verdicts.contains(.warning) ? .warning : .ok
        }
    }

    /// What was looked at.
    package enum Subject: String, Sendable, Hashable, CaseIterable {
        case setting
        case reachable
        case version
        case key
        case list
        case accounts
        case status
        case missing = "missing session"
        case qrCode = "QR code"
        case webhooks
        case signature
        case clock
        case restarts
        case can
        case cannot
    }

    package var subject: Subject
    package var verdict: Verdict
    /// What was found. Holds no secret.
    package var text: String
    /// What to do about it; always there where something is to be done.
    package var cure: String?

    /// It is as it should be.
    static func ok(_ subject: Subject, _ text: String) -> GatewayFinding {
        GatewayFinding(subject: subject, verdict: .ok, text: text)
    }

    static func warning(_ subject: Subject, _ text: String, cure: String) -> GatewayFinding {
        GatewayFinding(subject: subject, verdict: .warning, text: text, cure: cure)
    }

    static func error(_ subject: Subject, _ text: String, cure: String) -> GatewayFinding {
        GatewayFinding(subject: subject, verdict: .error, text: text, cure: cure)
    }
}
