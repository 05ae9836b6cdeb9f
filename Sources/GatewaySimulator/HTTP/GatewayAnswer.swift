/// What the simulated gateway answers, and when, and whether at all.
package struct GatewayAnswer: Sendable {
    package enum Body: Sendable {
        case bytes([UInt8])
        /// So many bytes that say nothing, sent in pieces.
        case filler(count: Int)
    }

    package enum Delivery: Sendable {
        case normal
        /// A byte every tenth of a second.
        case dripping
        /// The connection stays open and silent.
        case never
        /// The connection is closed without a word.
        case closed
    }

    package var status: Int
    package var headers: [(name: String, value: String)]
    package var body: Body
    /// Seconds that the answer takes.
    package var delay: Double = 0
    package var delivery: Delivery = .normal

    package init(status: Int, contentType: String?, bytes: [UInt8], delay: Double = 0) {
        self.status = status
        headers = contentType.map { [("Content-Type", $0)] } ?? []
        body = .bytes(bytes)
        self.delay = delay
    }

    /// A JSON answer.
    package static func json(_ value: JSON, status: Int = 200, delay: Double = 0) -> GatewayAnswer {
        GatewayAnswer(status: status, contentType: Self.jsonType, bytes: value.bytes, delay: delay)
    }

    /// A JSON answer that is rendered already.
    package static func rendered(_ bytes: [UInt8], status: Int = 200) -> GatewayAnswer {
        GatewayAnswer(status: status, contentType: Self.jsonType, bytes: bytes)
    }

    /// A plain text answer.
    package static func text(_ text: String, status: Int = 200) -> GatewayAnswer {
        GatewayAnswer(status: status, contentType: "text/plain; charset=utf-8", bytes: Array(text.utf8))
    }

    /// A PNG picture.
    package static func png(_ bytes: [UInt8]) -> GatewayAnswer {
        GatewayAnswer(status: 200, contentType: "image/png", bytes: bytes)
    }

    /// The bytes of the body; empty for a filler.
    package var bytes: [UInt8] {
        guard case .bytes(let bytes) = body else { return [] }
        return bytes
    }

    private static let jsonType = "application/json; charset=utf-8"
}
