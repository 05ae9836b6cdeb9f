package import SessionHealth

/// What became of a wish to recover a session, for the person who had it.
package struct RecoveryReport: Sendable, Hashable {
    package var account: Int64
    /// What was decided, and every gate that holds.
    package var plan: RecoveryPlan
    /// The rung that was begun, or that would have been on a dry run.
    package var rung: Rung?
    package var isDryRun: Bool
    /// Why the gateway did not do it; nil where it did, or was not asked.
    package var declined: String?

    /// In a line.
    package var summary: String {
        if let declined { return "the gateway declined: \(declined)" }
        switch plan.decision {
        case .nothing(let idle): return "nothing to do: \(idle.rawValue)"
        case .recheck: return "blocked by: \(plan.blockedBy.joined(separator: "; "))"
        case .hold(let reason):
            let gates = plan.blockedBy.isEmpty ? reason.rawValue : plan.blockedBy.joined(separator: "; ")
            return "held for a person: \(gates)"
        case .soft, .replaceLogin:
            let name = rung?.rawValue ?? "recovery"
            return isDryRun ? "would begin: \(name)" : "begun: \(name)"
        }
    }
}
