/// Where webhooks go.
package struct WebhookTarget: Hashable, Sendable {
    package var url: String
    /// The key of the signature; nil to send without.
    package var secret: String?

    package init(url: String, secret: String? = nil) {
        self.url = url
        self.secret = secret
    }
}
