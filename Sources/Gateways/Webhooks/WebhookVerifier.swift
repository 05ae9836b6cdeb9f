import Basics
import Crypto
import Foundation
package import WallTime

/// Tells whether a webhook comes from its gateway. Every comparison takes the same time whatever differs.
package struct WebhookVerifier: Sendable, Hashable {
    /// How a kind of gateway proves itself.
    package enum Scheme: Sendable, Hashable {
        /// Hexadecimal HMAC-SHA256 over timestamp and body; the timestamp, in seconds, within the window.
        case timedHMAC(signature: String, timestamp: String, window: Duration)
        /// Hexadecimal HMAC over the body, behind a prefix.
        case hmac(Hash, header: String, prefix: String)
        /// A JSON Web Token (HS256) in `Authorization: Bearer`, or else a shared secret.
        case token
        /// The secret itself: in this header, in `X-Denyut-Secret`, or in the parameter `secret` of the address.
        case sharedSecret(header: String)
    }

    package enum Hash: Sendable, Hashable {
        case sha256
        case sha512
    }

    /// How far a gateway's clock may be off where only a token's own times are looked at.
    private static let skew = Duration.seconds(60)
    /// The header in which a shared secret is taken from every kind that can set one.
    package static let secretHeader = "X-Denyut-Secret"

    package let scheme: Scheme
    private let secret: Secret?

    package init(scheme: Scheme, secret: Secret?) {
        self.scheme = scheme
        self.secret = secret
    }

    /// Verifies a webhook.
    ///
    /// - Throws: `WebhookRejection` where it is not proven.
    package func verify(_ request: WebhookRequest, at now: Timestamp) throws(WebhookRejection) {
        guard let secret else {
            throw WebhookRejection(
                .noSecret, "there is no secret to verify webhooks with: set webhookSecretEnv or webhookSecretFile")
        }
        switch scheme {
        case .timedHMAC(let signature, let timestamp, let window):
            try verifyTimed(request, secret, signature: signature, timestamp: timestamp, window: window, now: now)
        case .hmac(let hash, let header, let prefix):
            guard let value = request.header(header) else { throw unsigned(header) }
            guard value.hasPrefix(prefix), isHMAC(value.dropFirst(prefix.count), hash, of: request.body, secret) else {
                throw forged(header)
            }
        case .token:
            if let token = bearer(request), token.split(separator: ".").count == 3 {
                try verifyToken(token, secret, now: now)
            } else {
                try verifyShared(request, secret, header: "Authorization")
            }
        case .sharedSecret(let header):
            try verifyShared(request, secret, header: header)
        }
    }

    private func verifyTimed(
        _ request: WebhookRequest, _ secret: Secret, signature: String, timestamp: String, window: Duration,
        now: Timestamp
    ) throws(WebhookRejection) {
        guard let value = request.header(signature) else { throw unsigned(signature) }
        guard let text = request.header(timestamp) else { throw unsigned(timestamp) }
        // The signature comes first: what is not signed says nothing, not even when it was sent.
        guard isHMAC(value[...], .sha256, of: Array(text.utf8) + request.body, secret) else { throw forged(signature) }
        guard let seconds = Int64(text), seconds >= 0, seconds < 100_000_000_000 else { throw forged(timestamp) }
        let age = now - Timestamp(seconds: seconds)
        guard age <= window, age >= .zero - window else {
            throw WebhookRejection(
                .stale,
                "the webhook was signed \(age.components.seconds) s ago, which is beyond \(window): compare the clocks of "
                    + "gateway and this machine")
        }
    }

    private func isHMAC(_ text: Substring, _ hash: Hash, of bytes: [UInt8], _ secret: Secret) -> Bool {
        guard let code = Hex.bytes(text, inEitherCase: true) else { return false }
        let key = SymmetricKey(data: Array(secret.revealed.utf8))
        return switch hash {
        case .sha256: HMAC<SHA256>.isValidAuthenticationCode(code, authenticating: bytes, using: key)
        case .sha512: HMAC<SHA512>.isValidAuthenticationCode(code, authenticating: bytes, using: key)
        }
    }

    private func verifyShared(
        _ request: WebhookRequest, _ secret: Secret, header: String
    ) throws(WebhookRejection) {
        let given = [
            bearer(request), request.header(header), request.header(Self.secretHeader), request.query["secret"],
        ].compactMap(\.self)
        guard !given.isEmpty else { throw unsigned(header) }
        // Digests are compared, so that not even the length of the secret shows.
        let expected = SHA256.hash(data: Array(secret.revealed.utf8))
        guard given.contains(where: { SHA256.hash(data: Array($0.utf8)) == expected }) else { throw forged(header) }
    }

    private func bearer(_ request: WebhookRequest) -> String? {
        guard let value = request.header("Authorization"), value.lowercased().hasPrefix("bearer ") else { return nil }
        return String(value.dropFirst(7))
    }

    /// A token signed with our secret, and not yet expired (RFC 7519). Only HS256 is taken, whatever its header asks for.
    private func verifyToken(_ token: String, _ secret: Secret, now: Timestamp) throws(WebhookRejection) {
        let parts = token.split(separator: ".", omittingEmptySubsequences: false)
        let signed = Array((parts[0] + "." + parts[1]).utf8)
        guard token.utf8.count <= 8192, let head = json(parts[0]), head["alg"].string == "HS256",
            let code = bytes(base64URL: parts[2]),
            HMAC<SHA256>.isValidAuthenticationCode(
                code, authenticating: signed, using: SymmetricKey(data: Array(secret.revealed.utf8)))
        else { throw forged("Authorization") }
        guard let claims = json(parts[1]), let expires = claims["exp"].timestamp else {
            throw WebhookRejection(.forged, "the webhook's token has no time of expiry")
        }
        let issued = claims["iat"].timestamp ?? .distantPast
        guard now < expires + Self.skew, issued < now + Self.skew else {
            throw WebhookRejection(
                .stale,
                "the webhook's token is expired or from the future: compare the clocks of gateway and this machine"
            )
        }
    }

    private func json(_ part: Substring) -> JSON? {
        bytes(base64URL: part).flatMap { try? JSONParser.parse($0) }
    }

    private func unsigned(_ header: String) -> WebhookRejection {
        WebhookRejection(.unsigned, "the webhook has no \(header): set its secret in the gateway's webhook settings")
    }

    private func forged(_ header: String) -> WebhookRejection {
        WebhookRejection(
            .forged, "the webhook's \(header) is wrong: compare the secrets here and in the gateway's webhook settings")
    }
}
