/// The right to drop a session and make a new one: the one step that ends a login.
///
/// Made by `RecoveryPlan` alone, and only with a proof. Code that holds a `SoftStep` cannot come by one.
package struct LoginReplacement: Sendable, Hashable {
    /// Why no living login is lost.
    package enum Proof: Sendable, Hashable {
        /// The gateway gave the reason, shows a QR code to a session that was linked, or has cleared its record of the login.
        case loginGone(LoginProof)
        /// Every gentler rung was tried, and failed while the gateway was well, which would tell of a ban.
        case softerRungsFailed([Rung])
        /// The gateway does not have the session, and cannot start what it does not have.
        case notThere
        /// The account was never linked.
        case neverLinked
        /// A person asked for a new login, of a session that is neither connected nor connecting.
        case person(String)
    }

    package let subject: SessionSubject
    package let cause: IncidentCause
    package let proof: Proof
    /// How long the user has to scan.
    package let deadline: Duration
}
