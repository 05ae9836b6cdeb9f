import Basics
import Crypto
import Gateways
import WallTime

extension WebhookRequest {
    /// A webhook with the proof that its kind needs.
    static func signed(_ kind: GatewayKind, _ body: [UInt8], secret: String, at now: Timestamp) -> WebhookRequest {
        let key = SymmetricKey(data: Array(secret.utf8))
        var headers: [String: String] = [:]
        switch kind {
        case .node:
            let time = String(now.seconds)
            headers["X-Timestamp"] = time
            headers["X-HMAC-Signature"] = Hex.text(
                HMAC<SHA256>.authenticationCode(for: Array(time.utf8) + body, using: key))
        case .waha: headers["X-Webhook-Hmac"] = Hex.text(HMAC<SHA512>.authenticationCode(for: body, using: key))
        case .gowa:
            headers["X-Hub-Signature-256"] =
                "sha256=" + Hex.text(HMAC<SHA256>.authenticationCode(for: body, using: key))
        case .openwa:
            headers["X-OpenWA-Signature"] = "sha256=" + Hex.text(HMAC<SHA256>.authenticationCode(for: body, using: key))
        case .evolution, .wppconnect, .wwebjsAPI, .waAutomate: headers["X-Denyut-Secret"] = secret
        }
        return WebhookRequest(headers: headers, body: body)
    }
}
