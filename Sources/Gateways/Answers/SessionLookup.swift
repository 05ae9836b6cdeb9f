/// The answer to the question after one session.
///
/// There is no third case on purpose: whatever is neither of these is a `GatewayError`.
package enum SessionLookup: Sendable, Hashable {
    /// The gateway has it.
    case found(SessionObservation)
    /// The gateway answered, and said that it has no such session.
    case notFound

    /// What was found, if it was.
    package var observation: SessionObservation? {
        if case .found(let observation) = self { observation } else { nil }
    }
}
