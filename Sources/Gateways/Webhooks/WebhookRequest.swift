/// An incoming webhook as it came, before anything in it is believed.
package struct WebhookRequest: Sendable {
    /// Header fields, names in lower case.
    package var headers: [String: String]
    /// Query parameters of the address it was sent to.
    package var query: [String: String]
    /// The raw body: signatures are over exactly these bytes.
    package var body: [UInt8]

    package init(headers: [String: String], query: [String: String] = [:], body: [UInt8]) {
        self.headers = Dictionary(headers.map { ($0.lowercased(), $1) }) { first, _ in first }
        self.query = query
        self.body = body
    }

    func header(_ name: String) -> String? { headers[name.lowercased()] }
}
