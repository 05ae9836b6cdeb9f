import Crypto
package import WallTime

/// Verifies and reads one gateway's webhooks.
package struct WebhookReceiver: Sendable {
    /// Reads the events out of a verified body, and the key by which the gateway tells repetitions apart, where it has one.
    typealias Reading = @Sendable (JSON, WebhookRequest) -> (key: String?, events: [WebhookEvent])

    /// How they prove themselves.
    package let verifier: WebhookVerifier
    private let bodyLimit: Int
    private let reading: Reading

    init(verifier: WebhookVerifier, bodyLimit: Int, reading: @escaping Reading) {
        self.verifier = verifier
        self.bodyLimit = bodyLimit
        self.reading = reading
    }

    /// Verifies a webhook, then reads it. What is proven and not understood is an event `other`, not an error.
    ///
    /// - Throws: `WebhookRejection` with the status to answer.
    package func receive(
        _ request: WebhookRequest, at now: Timestamp
    ) throws(WebhookRejection) -> WebhookDelivery {
        guard request.body.count <= bodyLimit else {
            throw WebhookRejection(
                .tooLarge, "the webhook is larger than \(bodyLimit) bytes: send no media in webhooks")
        }
        try verifier.verify(request, at: now)
        let json: JSON
        do throws(JSONError) {
            json = try JSONParser.parse(request.body)
        } catch {
            throw WebhookRejection(.malformed, "the webhook is not JSON that can be read (\(error))")
        }
        guard json.isObject else { throw WebhookRejection(.malformed, "the webhook is not a JSON object") }
        let (key, events) = reading(json, request)
        let known = key.flatMap { (1...128).contains($0.utf8.count) ? $0 : nil }
        return WebhookDelivery(key: known ?? hex(SHA256.hash(data: request.body)), events: events)
    }
}

extension WebhookReceiver {
    /// The receiver for a gateway.
    init(_ configuration: GatewayConfiguration) {
        let (scheme, reading): (WebhookVerifier.Scheme, Reading) =
            switch configuration.kind {
            case .node:
                (
                    .timedHMAC(signature: "X-HMAC-Signature", timestamp: "X-Timestamp", window: .seconds(300)),
                    NodeWebhooks.read
                )
            case .waha: (.hmac(.sha512, header: "X-Webhook-Hmac", prefix: ""), WAHAWebhooks.read)
            case .evolution: (.token, EvolutionWebhooks.read)
            case .wppconnect: (.sharedSecret(header: WebhookVerifier.secretHeader), WPPConnectWebhooks.read)
            case .wwebjsAPI: (.sharedSecret(header: "x-api-key"), WWebJSAPIWebhooks.read)
            case .gowa: (.hmac(.sha256, header: "X-Hub-Signature-256", prefix: "sha256="), GOWAWebhooks.read)
            case .openwa: (.hmac(.sha256, header: "X-OpenWA-Signature", prefix: "sha256="), OpenWAWebhooks.read)
            case .waAutomate: (.sharedSecret(header: WebhookVerifier.secretHeader), WAAutomateWebhooks.read)
            }
        // wwebjs-api sends its own API key along, and nothing else.
        let secret = configuration.webhookSecret ?? (configuration.kind == .wwebjsAPI ? configuration.apiKey : nil)
        self.init(
            verifier: WebhookVerifier(scheme: scheme, secret: secret), bodyLimit: configuration.limits.body,
            reading: reading)
    }
}
