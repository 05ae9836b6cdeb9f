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
                answer.headers[.setCookie] = cookie(parts.doorkeeper.cookieName, "", age: 0)
                return answer
            },
            Endpoint(.get, "/openapi.json", .everyone) { _ in
                APIAnswer(
                    status: 200,
                    body: .document(
                        plain: OpenAPIDocument.plain, compressed: OpenAPIDocument.compressed,
                        contentType: "application/json; charset=utf-8"))
            },
        ]
    }

    private func login(_ call: APICall) async throws -> APIAnswer {
        let body = try call.object()
        let doorkeeper = parts.doorkeeper
        let begun: Doorkeeper.Login
        if let token = try APICall.text(body, "one_time_token", limit: 200) {
            begun = try doorkeeper.login(oneTimeToken: token, call.asker, now: call.now)
        } else {
            guard let user = try APICall.text(body, "user", limit: 200),
                let password = try APICall.text(body, "password", limit: 1024)
            else {
                throw APIError(.badRequest, "Send \"user\" and \"password\", or \"one_time_token\".", field: "user")
            }
            begun = try await doorkeeper.login(
                user: user, password: password, call.asker, headers: call.headers, now: call.now)
        }
        // A login over an old one ends that: its cookie would be lost, and live on.
        if case .session(let digest) = call.identity?.proof { doorkeeper.sessions.end(digest) }
        await parts.loginAudit.note(user: begun.session.user, address: call.asker.address)
        let identity = Identity(user: begun.session.user, role: begun.session.role, proof: .session(begun.digest))
        var answer = APIAnswer.ok(json(identity, call))
        answer.mayCompress = false
        let age = parts.settings.sessionLifetime.wholeMilliseconds / 1000
        var cookies = [cookie(doorkeeper.cookieName, begun.cookie, age: age)]
        if let device = begun.device {
            cookies.append(cookie(doorkeeper.deviceCookieName, device, age: DeviceCookie.age))
        }
        answer.headers[values: .setCookie] = cookies
        return answer
    }

    /// Strict: no link from another site begins with a session. The page asks who it is after it has been loaded.
    private func cookie(_ name: String, _ value: String, age: Int64) -> String {
        "\(name)=\(value); Path=/; Max-Age=\(age); HttpOnly; SameSite=Strict"
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
