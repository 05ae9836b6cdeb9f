import Basics
import Crypto
package import WallTime

/// Verifies and reads one gateway's webhooks.
package struct WebhookReceiver: Sendable {
    /// Reads what a verified webhook that arrived at a time tells.
    typealias Reading = @Sendable (JSON, WebhookRequest, Timestamp) -> WebhookReading

    /// For how long a delivery is known again; `MonitorStore` keeps them as long.
    package static let memory = Duration.days(1)
    /// For how long two equal bodies without a time or an identifier are one delivery: a repetition comes within seconds.
    static let undatedMemory = Duration.seconds(10)

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
        let reading = reading(json, request, now)
        if let sentAt = reading.sentAt, now - sentAt > Self.memory || sentAt - now > Self.memory {
            throw WebhookRejection(
                .stale,
                "the webhook was sent more than a day before or after now by its own time: compare the clocks of gateway and this"
                    + " machine")
        }
        return WebhookDelivery(key: Self.key(of: reading, request.body, at: now), events: reading.events)
    }

    private static func key(of reading: WebhookReading, _ body: [UInt8], at now: Timestamp) -> String {
        if let id = reading.id, (1...128).contains(id.utf8.count) { return id }
        let digest = Hex.text(SHA256.hash(data: Array((reading.nonce ?? "").utf8) + body))
        if reading.isDated || reading.nonce != nil { return digest }
        return "\(digest)@\(now.milliseconds / Self.undatedMemory.wholeMilliseconds)"
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
