package import WallTime

/// A gate that holds, and why.
package struct GateHold: Sendable, Hashable {
    package var gate: RecoveryGate
    /// The reason in one word, stable for programs: `gateway_restarted`, `flapping`.
    package var code: String
    /// The reason for people, without "blocked by": "gateway restarted 2 min ago".
    package var text: String
    /// When it will let go by itself; nil where that is not known.
    package var until: Timestamp?
    /// Without it a living login could be destroyed: nobody can override it.
    package var protectsLogin: Bool
    /// Waiting does not help: a person has to do something.
    package var needsHuman: Bool

    package init(
        _ gate: RecoveryGate, _ code: String, _ text: String, until: Timestamp? = nil, protectsLogin: Bool,
        needsHuman: Bool = false
    ) {
        self.gate = gate
        self.code = code
        self.text = text
        self.until = until
        self.protectsLogin = protectsLogin
        self.needsHuman = needsHuman
    }

    /// As it is shown and logged.
    package var line: String { "blocked by: \(text)" }
}
