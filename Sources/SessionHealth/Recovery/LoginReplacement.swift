/// The right to drop a session and make a new one: the one step that ends a login.
///
/// Made by `RecoveryPlan` alone, and only with a proof. Code that holds a `SoftStep` cannot come by one. That every gentler
/// rung failed is no proof: in an outage of WhatsApp or of the line all of them fail, and the login lives.
package struct LoginReplacement: Sendable, Hashable {
    /// Why no living login is lost.
    package enum Proof: Sendable, Hashable {
        /// The gateway gave the reason, shows a QR code to a session that was linked, or has cleared its record of the login.
        case loginGone(LoginProof)
        /// The gateway does not have the session, asked by list and by name: nothing is ended, a new one is made.
        case notThere
        /// A person wants it, of an account that was never seen linked.
        case neverLinked(String)
        /// A person decided it, of a session that is neither connected nor connecting.
        case person(String)

        /// The word in logs and in the documentation.
        package var name: String {
            switch self {
            case .loginGone(let proof): proof.rawValue
            case .notThere: "not_there"
            case .neverLinked: "never_linked"
            case .person: "person"
            }
        }
    }

    package let subject: SessionSubject
    package let cause: IncidentCause
    package let proof: Proof
    /// How long the user has to scan.
    package let deadline: Duration
}
