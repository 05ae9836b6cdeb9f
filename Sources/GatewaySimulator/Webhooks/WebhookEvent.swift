/// A webhook to be sent.
package struct WebhookEvent: Sendable {
    package var body: [UInt8]
    /// What makes two deliveries of it the same.
    package var id: String

    package init(_ json: JSON, id: String = "") {
        body = json.bytes
        self.id = id
    }
}
