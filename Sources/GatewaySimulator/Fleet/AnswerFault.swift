/// What is wrong with the gateway's answers, as data.
package struct AnswerFault: Hashable, Sendable {
    package var kind: AnswerFaultKind
    /// Which requests it strikes.
    package var scope: RequestScope = .all
    /// The only session it strikes; nil for all.
    package var session: String?
    /// The part of the requests it strikes, 0–1.
    package var share: Double = 1
    /// Seconds until it goes away; nil for never.
    package var seconds: Double?
    /// For `status`: the HTTP status.
    package var status = 500
    /// For `slow`: seconds of delay.
    package var delay: Double = 5
    /// For `huge`: bytes of body.
    package var bytes = 50_000_000
    /// For `redirect`: where to.
    package var location = "http://127.0.0.1:9/login"
    /// For `cluster`: workers that each hold a part of the sessions.
    package var workers = 2
    /// For `status`: the value of a `Retry-After` header.
    package var retryAfter: Int?

    package init(_ kind: AnswerFaultKind) {
        self.kind = kind
    }

    var json: JSON {
        .defined([
            "fault": .string(kind.rawValue), "scope": .string(scope.rawValue), "session": session.map(JSON.string),
            "share": .number(share), "seconds": seconds.map(JSON.number),
        ])
    }
}
