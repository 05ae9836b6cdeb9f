import Synchronization

/// How a Node service takes its key. It also tells the two variants of the service apart.
package enum NodeAuthenticationMode: String, Sendable, Hashable, CaseIterable {
    /// In the header `X-API-Key`: the earlier service.
    case header
    /// As the parameter `api_key`, in the query of a GET and in the body of the others: the later service.
    case parameter
}

/// Remembers how one Node service takes its key, once that is known.
final class NodeAuthentication: Sendable {
    /// Set in the settings: the other way is never tried.
    private let fixed: NodeAuthenticationMode?
    private let found = Mutex<NodeAuthenticationMode?>(nil)

    init(fixed: NodeAuthenticationMode?) {
        self.fixed = fixed
    }

    /// What is known; nil before the first answer.
    var mode: NodeAuthenticationMode? { fixed ?? found.withLock { $0 } }

    /// The ways to try, the likelier first. The header comes first because a key in a query ends up in access logs.
    var modesToTry: [NodeAuthenticationMode] {
        if let fixed { return [fixed] }
        return found.withLock { $0 } == .parameter ? [.parameter, .header] : [.header, .parameter]
    }

    func worked(_ mode: NodeAuthenticationMode) {
        found.withLock { $0 = mode }
    }
}
