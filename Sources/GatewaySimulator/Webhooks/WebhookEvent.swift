/// A webhook to be sent.
package struct WebhookEvent: Sendable {
    package var body: [UInt8]
    /// The session it tells of.
    package var session: String

    package init(_ json: JSON, session: String) {
        body = json.bytes
        self.session = session
    }
}
