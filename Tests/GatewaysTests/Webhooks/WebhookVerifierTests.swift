import Basics
import Crypto
import Gateways
import Testing
import WallTime

@Suite("Proof of webhooks")
struct WebhookVerifierTests {
    private let now = Timestamp(seconds: 1_800_000_000)
    private let body = Array("{\"event\":\"x\",\"n\":1}".utf8)

    private func sign256(_ bytes: [UInt8], _ key: String = "hook-secret-1") -> String {
        Hex.text(HMAC<SHA256>.authenticationCode(for: bytes, using: SymmetricKey(data: Array(key.utf8))))
    }

    private func sign512(_ bytes: [UInt8], _ key: String = "hook-secret-1") -> String {
        Hex.text(HMAC<SHA512>.authenticationCode(for: bytes, using: SymmetricKey(data: Array(key.utf8))))
    }

    private func receiver(_ kind: GatewayKind, secret: String? = "hook-secret-1") throws -> WebhookReceiver {
        try connection(kind, FakeTransport(), key: "user:api-key-1", secret: secret).webhooks
    }

    private func code(_ kind: GatewayKind, _ request: WebhookRequest, secret: String? = "hook-secret-1") throws
        -> WebhookRejection.Code?
    {
        let receiver = try receiver(kind, secret: secret)
        do throws(WebhookRejection) {
            _ = try receiver.receive(request, at: now)
            return nil
        } catch {
            return error.code
        }
    }

    @Test("a known answer of HMAC, so that both sides cannot be wrong in the same way")
    func vector() {
        // RFC 4231, test case 2.
        #expect(
            sign256(Array("what do ya want for nothing?".utf8), "Jefe")
                == "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843")
    }

    @Test("the Node service's covers time and body")
    func node() throws {
        func request(_ seconds: Int64, signed: Int64? = nil, body other: [UInt8]? = nil) -> WebhookRequest {
            WebhookRequest(
                headers: [
                    "X-Timestamp": String(seconds),
                    "X-HMAC-Signature": sign256(Array(String(signed ?? seconds).utf8) + body),
                ], body: other ?? body)
        }
        let time = now.seconds
        #expect(try code(.node, request(time)) == nil)
        #expect(try code(.node, request(time - 300)) == nil)
        #expect(try code(.node, request(time + 300)) == nil)
        #expect(try code(.node, request(time - 301)) == .stale)
        #expect(try code(.node, request(time + 301)) == .stale)
        // An old signature under a new time.
        #expect(try code(.node, request(time, signed: time - 1000)) == .forged)
        #expect(try code(.node, request(time, body: body + [0x20])) == .forged)
        #expect(try code(.node, request(time), secret: "another") == .forged)
        #expect(try code(.node, request(time), secret: nil) == .noSecret)
        #expect(try code(.node, WebhookRequest(headers: [:], body: body)) == .unsigned)
        #expect(
            try code(.node, WebhookRequest(headers: ["X-HMAC-Signature": "00"], body: body)) == .unsigned)
    }

    @Test(
        "a time that is no number is refused even where it is signed",
        arguments: ["", "abc", "-5", "1e9", "99999999999999"])
    func nodeTimes(time: String) throws {
        let request = WebhookRequest(
            headers: ["x-timestamp": time, "x-hmac-signature": sign256(Array(time.utf8) + body)], body: body)
        #expect(try code(.node, request) == .forged)
    }

    @Test("WAHA's is SHA-512 over the body")
    func waha() throws {
        #expect(try code(.waha, WebhookRequest(headers: ["X-Webhook-Hmac": sign512(body)], body: body)) == nil)
        #expect(try code(.waha, WebhookRequest(headers: ["X-Webhook-Hmac": sign256(body)], body: body)) == .forged)
        #expect(try code(.waha, WebhookRequest(headers: ["X-Webhook-Hmac": "zz"], body: body)) == .forged)
        #expect(try code(.waha, WebhookRequest(headers: [:], body: body)) == .unsigned)
    }

    @Test("GOWA's and OpenWA's is SHA-256 over the body, behind a prefix")
    func prefixed() throws {
        for (kind, header) in [(GatewayKind.gowa, "X-Hub-Signature-256"), (.openwa, "X-OpenWA-Signature")] {
            #expect(try code(kind, WebhookRequest(headers: [header: "sha256=" + sign256(body)], body: body)) == nil)
            #expect(try code(kind, WebhookRequest(headers: [header: sign256(body)], body: body)) == .forged)
            #expect(try code(kind, WebhookRequest(headers: [header: "sha256="], body: body)) == .forged)
            #expect(try code(kind, WebhookRequest(headers: [:], body: body)) == .unsigned)
        }
    }

    @Test("a shared secret is taken from a header, a bearer token or the address")
    func shared() throws {
        for kind in [GatewayKind.wppconnect, .waAutomate, .evolution] {
            let good: [WebhookRequest] = [
                WebhookRequest(headers: ["X-Denyut-Secret": "hook-secret-1"], body: body),
                WebhookRequest(headers: ["authorization": "Bearer hook-secret-1"], body: body),
                WebhookRequest(headers: [:], query: ["secret": "hook-secret-1"], body: body),
            ]
            for request in good { #expect(try code(kind, request) == nil) }
            #expect(
                try code(kind, WebhookRequest(headers: [:], query: ["secret": "hook-secret-"], body: body)) == .forged)
            #expect(try code(kind, WebhookRequest(headers: [:], body: body)) == .unsigned)
        }
    }

    @Test("wwebjs-api's is its own API key, where no other secret is set")
    func wwebjs() throws {
        let withKey = WebhookRequest(headers: ["x-api-key": "user:api-key-1"], body: body)
        #expect(try code(.wwebjsAPI, withKey, secret: nil) == nil)
        #expect(try code(.wwebjsAPI, withKey) == .forged)
        #expect(try code(.wwebjsAPI, WebhookRequest(headers: ["x-api-key": "hook-secret-1"], body: body)) == nil)
    }

    private func token(head: String = #"{"alg":"HS256","typ":"JWT"}"#, claims: String, key: String = "hook-secret-1")
        -> String
    {
        func part(_ bytes: some Collection<UInt8>) -> String {
            String(base64(bytes).map { $0 == "+" ? "-" : $0 == "/" ? "_" : $0 }.filter { $0 != "=" })
        }
        let signed = part(Array(head.utf8)) + "." + part(Array(claims.utf8))
        let code = HMAC<SHA256>.authenticationCode(
            for: Array(signed.utf8), using: SymmetricKey(data: Array(key.utf8)))
        return signed + "." + part(Array(code))
    }

    @Test("Evolution's may be a token, that is signed and not expired")
    func token() throws {
        func code(_ token: String) throws -> WebhookRejection.Code? {
            try self.code(.evolution, WebhookRequest(headers: ["Authorization": "Bearer " + token], body: body))
        }
        let time = now.seconds
        let good = #"{"iat":\#(time - 10),"exp":\#(time + 600),"app":"evolution"}"#
        #expect(try code(token(claims: good)) == nil)
        #expect(try code(token(claims: #"{"exp":\#(time - 61)}"#)) == .stale)
        #expect(try code(token(claims: #"{"exp":\#(time - 59)}"#)) == nil)
        #expect(try code(token(claims: #"{"iat":\#(time + 61),"exp":\#(time + 600)}"#)) == .stale)
        #expect(try code(token(claims: "{}")) == .forged)
        #expect(try code(token(claims: good, key: "another")) == .forged)
        #expect(try code(token(head: #"{"alg":"none"}"#, claims: good)) == .forged)
        #expect(try code(token(head: #"{"alg":"HS512"}"#, claims: good)) == .forged)
        #expect(try code("a.b.c") == .forged)
        #expect(try code("..") == .forged)
    }

    @Test("what is proven and cannot be read is malformed, what is too large is not even verified")
    func bodies() throws {
        func receive(_ body: [UInt8]) throws -> WebhookRejection.Code? {
            try code(.waha, WebhookRequest(headers: ["X-Webhook-Hmac": sign512(body)], body: body))
        }
        #expect(try receive(Array("[]".utf8)) == .malformed)
        #expect(try receive(Array("".utf8)) == .malformed)
        #expect(try receive(Array(repeating: 0x5B, count: 1000)) == .malformed)
        #expect(
            try code(.waha, WebhookRequest(headers: [:], body: Array(repeating: 0x20, count: 9 << 20))) == .tooLarge)
    }

    @Test("a rejection tells the sender nothing but a status, and its message no secret")
    func statuses() throws {
        for code in WebhookRejection.Code.allCases {
            #expect([400, 401, 413].contains(WebhookRejection(code, "x").status))
        }
        let receiver = try receiver(.waha)
        do throws(WebhookRejection) {
            _ = try receiver.receive(WebhookRequest(headers: ["X-Webhook-Hmac": "00"], body: body), at: now)
        } catch {
            #expect(!"\(error)".contains("hook-secret-1"))
        }
    }
}
