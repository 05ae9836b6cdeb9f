/// Who wants a session to be recovered.
package enum RecoveryRequest: Sendable, Hashable {
    /// The check that found it bad.
    case automatic
    /// A person pressed Reconnect, or ran a command.
    case person(PersonsRequest)

    /// The person, where it was one.
    package var person: PersonsRequest? {
        if case .person(let request) = self { request } else { nil }
    }
}
