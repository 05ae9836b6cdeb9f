import Gateways
import HTTPTypes
import SessionMonitor
import WallTime

/// Logging in and out, and the contract itself.
struct SessionEndpoints {
    private let parts: API.Parts

    init(_ parts: API.Parts) { self.parts = parts }

    var all: [Endpoint] {
        [
            Endpoint(.get, "/session", .everyone) { call in
                var answer = APIAnswer.ok(json(call.identity, call))
                answer.mayCompress = false
                return answer
            },
            Endpoint(.post, "/session", .everyone, bodyLimit: 8 << 10) { try await login($0) },
            Endpoint(.delete, "/session", .viewer) { call in
                if case .session(let digest) = call.identity?.proof { parts.doorkeeper.sessions.end(digest) }
                var answer = APIAnswer.done
                answer.headers[.setCookie] = cookie("", age: 0)
                return answer
            },
            Endpoint(.get, "/openapi.json", .everyone) { _ in
                APIAnswer(
                    status: 200, body: .bytes(OpenAPIDocument.bytes, contentType: "application/json; charset=utf-8"))
            },
        ]
    }

    private func login(_ call: APICall) async throws -> APIAnswer {
        let body = try call.object()
        let doorkeeper = parts.doorkeeper
        let begun: (cookie: String, digest: String, session: SessionTable.Session)
        if let token = try APICall.text(body, "one_time_token", limit: 200) {
            begun = try doorkeeper.login(oneTimeToken: token, address: call.address, now: call.now)
        } else {
            guard let user = try APICall.text(body, "user", limit: 200),
                let password = try APICall.text(body, "password", limit: 1024)
            else {
                throw APIError(.badRequest, "Send \"user\" and \"password\", or \"one_time_token\".", field: "user")
            }
            begun = try await doorkeeper.login(user: user, password: password, address: call.address, now: call.now)
        }
        // A login over an old one ends that: its cookie would be lost, and live on.
        if case .session(let digest) = call.identity?.proof { doorkeeper.sessions.end(digest) }
        try await parts.services.records.audit(
            by: begun.session.user, action: "login", subject: call.address, account: nil, reason: nil)
        let identity = Identity(user: begun.session.user, role: begun.session.role, proof: .session(begun.digest))
        var answer = APIAnswer.ok(json(identity, call))
        answer.mayCompress = false
        answer.headers[.setCookie] = cookie(
            begun.cookie, age: parts.settings.sessionLifetime.wholeMilliseconds / 1000)
        return answer
    }

    /// Strict: no link from another site begins with a session. The page asks who it is after it has been loaded.
    private func cookie(_ value: String, age: Int64) -> String {
        "\(Doorkeeper.cookieName)=\(value); Path=/; Max-Age=\(age); HttpOnly; SameSite=Strict"
            + (parts.isSecure ? "; Secure" : "")
    }

    private func json(_ identity: Identity?, _ call: APICall) -> JSON {
        var session: SessionTable.Session?
        if case .session(let digest) = identity?.proof {
            session = parts.doorkeeper.sessions.find(digest: digest, now: call.now)
        }
        return [
            "signed_in": .bool(identity != nil), "user": .text(identity?.user), "role": .text(identity?.role.rawValue),
            "csrf_token": .text(session?.csrf), "expires_at": .time(session?.expires), "at": .time(call.now),
            "version": .string(parts.services.version), "login_configured": .bool(parts.doorkeeper.isConfigured),
        ]
    }
}
