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
        func hex(_ code: some Sequence<UInt8>) -> String {
            code.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
        }
        var headers: [String: String] = [:]
        switch kind {
        case .node:
            let time = String(clock.now().seconds)
            headers["X-Timestamp"] = time
            headers["X-HMAC-Signature"] = hex(
                HMAC<SHA256>.authenticationCode(for: Data(time.utf8) + bytes, using: secret))
        case .waha: headers["X-Webhook-Hmac"] = hex(HMAC<SHA512>.authenticationCode(for: bytes, using: secret))
        case .gowa:
            headers["X-Hub-Signature-256"] =
                "sha256=" + hex(HMAC<SHA256>.authenticationCode(for: bytes, using: secret))
        case .openwa:
            headers["X-OpenWA-Signature"] = "sha256=" + hex(HMAC<SHA256>.authenticationCode(for: bytes, using: secret))
        case .evolution, .wppconnect, .wwebjsAPI, .waAutomate: headers["X-Denyut-Secret"] = "webhook-secret"
        }
        return try await monitor.receive(WebhookRequest(headers: headers, body: Array(bytes)), gateway: "main")
    }
}
