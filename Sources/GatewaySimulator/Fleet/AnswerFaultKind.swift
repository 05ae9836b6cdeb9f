/// The ways in which a gateway's answers go wrong.
package enum AnswerFaultKind: String, CaseIterable, Codable, Sendable {
    /// Answers late.
    case slow
    /// Takes the request and never answers.
    case hang
    /// Answers a byte every tenth of a second.
    case drip
    /// Answers with an HTTP status, 500 if none is given.
    case status
    /// Answers 401, as after a key was changed.
    case unauthorized
    /// Answers 200 with a web page, as a proxy does.
    case html
    /// Answers the first half of the right JSON.
    case brokenJSON = "broken_json"
    /// Answers a body of 50 MB.
    case huge
    /// Answers 302.
    case redirect
    /// Closes the connection without a word.
    case drop
    /// Workers of a cluster each hold a part of the sessions: 404 at random, and lists that are never whole.
    case cluster
    /// Answers the list as if there were no sessions.
    case emptyList = "empty_list"
}
