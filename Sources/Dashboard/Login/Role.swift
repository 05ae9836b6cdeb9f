/// What somebody may do.
package enum Role: String, Sendable, CaseIterable {
    /// Sees, but no payloads, QR codes or outputs.
    case viewer
    /// Sees all, and acts.
    case `operator`
}
