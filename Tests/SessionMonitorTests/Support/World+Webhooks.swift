import Basics
import Crypto
import Foundation
import Gateways
import SessionMonitor
import WallTime

extension World {
    /// Takes a webhook of the gateway in, with the proof that its kind sends.
    @discardableResult
    func hear(_ kind: GatewayKind, _ body: String) async throws -> WebhookReport {
        let secret = SymmetricKey(data: Data("webhook-secret".utf8))
        let bytes = Data(body.utf8)
        var headers: [String: String] = [:]
        switch kind {
        case .node:
            let time = String(clock.now().seconds)
            headers["X-Timestamp"] = time
            headers["X-HMAC-Signature"] = Hex.text(
                HMAC<SHA256>.authenticationCode(for: Data(time.utf8) + bytes, using: secret))
        case .waha: headers["X-Webhook-Hmac"] = Hex.text(HMAC<SHA512>.authenticationCode(for: bytes, using: secret))
        case .gowa:
            headers["X-Hub-Signature-256"] =
                "sha256=" + Hex.text(HMAC<SHA256>.authenticationCode(for: bytes, using: secret))
        case .openwa:
            headers["X-OpenWA-Signature"] =
                "sha256=" + Hex.text(HMAC<SHA256>.authenticationCode(for: bytes, using: secret))
        case .evolution, .wppconnect, .wwebjsAPI, .waAutomate: headers["X-Denyut-Secret"] = "webhook-secret"
        }
        return try await monitor.receive(WebhookRequest(headers: headers, body: Array(bytes)), gateway: "main")
    }
}
