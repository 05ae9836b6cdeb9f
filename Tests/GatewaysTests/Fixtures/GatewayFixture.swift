import Gateways
import SessionHealth
import Testing

/// A kind of gateway as its documents describe it, with one session in it, for the conformance suite.
///
/// Every answer here was written by us from the gateway's documents. A new kind adds one of these and its table of facts,
/// and then passes `GatewayConformanceTests` or does not.
struct GatewayFixture: Sendable, CustomTestStringConvertible {
    var kind: GatewayKind
    /// The session's name.
    var session: String
    /// The words that the gateway has for a session's state, and what we call them.
    var words: [(word: String, status: SessionStatus)]
    /// The word for a session that is well.
    var connected: String
    /// The word for a session that shows a QR code.
    var scanning: String
    /// The word for a session that is down with its login kept.
    var down: String
    /// Whether it can say that a session does not exist.
    var knowsMissing = true
    /// The API key that it takes.
    var key: String
    /// What it answers, with the session in the state of that word; `missing` where it has none.
    var answer: @Sendable (_ word: String, _ request: GatewayRequest) -> GatewayResponse

    /// The word for "there is no such session".
    static let missing = "(missing)"
    /// A picture of 1 by 1 pixel.
    static let png = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="

    var testDescription: String { kind.rawValue }

    /// The gateway with its session in a state.
    func transport(_ word: String) -> FakeTransport {
        FakeTransport { request throws(TransportError) in answer(word, request) }
    }

    func connection(_ word: String) throws -> GatewayConnection {
        try connection(transport(word))
    }

    func connection(_ transport: any GatewayTransport) throws -> GatewayConnection {
        try GatewaysTests.connection(kind, transport, key: key)
    }

    static let all: [GatewayFixture] = [node, waha, evolution, wppconnect, wwebjsAPI, gowa, openwa, waAutomate]
}
