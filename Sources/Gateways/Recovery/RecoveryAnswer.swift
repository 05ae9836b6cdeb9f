/// What a gateway said to a restart, a stop, a start or the end of a login.
package enum RecoveryAnswer: Sendable, Hashable {
    /// It does so. That the session is well again shows in its status, later.
    case accepted
    /// There was nothing to do: it was stopped, started or logged out already.
    case alreadySo
    /// The gateway has no such session.
    case notFound
}
