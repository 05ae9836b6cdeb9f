/// An account as the census of its gateway counts it.
struct SurveyedAccount: Sendable {
    var session: String
    /// It ought to be connected: we hold it to be, and nobody holds or stopped it.
    var isExpected: Bool
    /// Its last checks found it crashed or a zombie, though the gateway says connected.
    var isBadThoughConnected: Bool
}
