/// One endpoint of a simulated gateway: what it matches, what faults strike it, and what it answers.
package struct Route: Sendable {
    package typealias Handler = @Sendable (_ call: GatewayCall, _ fleet: inout Fleet) -> GatewayAnswer

    package let method: String
    /// The path with its parameters in braces, as OpenAPI writes it: `/api/sessions/{id}/status`.
    package let pattern: String
    package let scope: RequestScope
    /// Whether it asks for no key.
    package let isOpen: Bool
    package let handler: Handler
    private let parts: [Part]

    private enum Part: Sendable {
        case word(String)
        case parameter(String)
    }

    package init(
        _ method: String, _ pattern: String, _ scope: RequestScope, isOpen: Bool = false, _ handler: @escaping Handler
    ) {
        self.method = method
        self.pattern = pattern
        self.scope = scope
        self.isOpen = isOpen
        self.handler = handler
        parts = pattern.split(separator: "/").map {
            $0.hasPrefix("{") ? .parameter(String($0.dropFirst().dropLast())) : .word(String($0))
        }
    }

    /// What the pattern captures of a path; nil where it does not match.
    package func match(_ method: String, _ segments: [String]) -> [String: String]? {
        guard method == self.method, segments.count == parts.count else { return nil }
        var captured: [String: String] = [:]
        for (part, segment) in zip(parts, segments) {
            switch part {
            case .word(let word): guard word == segment else { return nil }
            case .parameter(let name): captured[name] = segment
            }
        }
        return captured
    }

    /// An endpoint about the session that its path names as `{id}`.
    ///
    /// - Parameter missing: the answer where the gateway tells of no such session.
    static func about(
        _ method: String, _ pattern: String, _ scope: RequestScope,
        missing: @escaping @Sendable (String) -> GatewayAnswer,
        _ answer: @escaping @Sendable (SimulatedSession, GatewayCall, inout Fleet) -> GatewayAnswer
    ) -> Route {
        Route(method, pattern, scope) { call, fleet in
            let id = call.parameter("id")
            guard let session = fleet.loaded(id, seenBy: call.worker) else { return missing(id) }
            return answer(session, call, &fleet)
        }
    }
}
