import WallTime

/// An account as the census of its gateway counts it.
struct SurveyedAccount: Sendable {
    var session: String
    /// It ought to be connected: we hold it to be, and nobody holds or stopped it.
    var isExpected: Bool
    /// Its last checks found it crashed or a zombie, though the gateway says connected.
    var isBadThoughConnected: Bool
    /// Its last check found that the gateway does not have it.
    var isNotFound = false
    /// Something speaks against it, or a recovery of it is being judged: what a list says of it has to be confirmed each time.
    var isDoubtful = false
    /// Something is odd (failed sends, silence, a low score): to be confirmed before the others.
    var isOdd = false
    /// Since when it is bad; nil where it was not at its last check.
    var badSince: Timestamp?
    /// It has a reason of its own: it was logged out, banned, replaced, or its browser crashed.
    var hasOwnReason = false
    /// It is flagged as gone from its gateway.
    var isGone = false
}
