/// An account as the census of its gateway counts it.
struct SurveyedAccount: Sendable {
    var session: String
    /// It ought to be connected: we hold it to be, and nobody holds or stopped it.
    var isExpected: Bool
    /// Its last checks found it crashed or a zombie, though the gateway says connected.
    var isBadThoughConnected: Bool
    /// Its last check found that the gateway does not have it.
    var isNotFound = false
    /// It is flagged as gone from its gateway.
    var isGone = false
}
