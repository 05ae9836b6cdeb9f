import Basics
import Synchronization

/// Sends requests to a WPPConnect server with the token that each session needs.
///
/// A token is made of the session's name and the server's secret key, which stands in the path of the calls that make
/// tokens and that list sessions. Making one changes nothing in the server, but costs it a bcrypt hash, so tokens are
/// kept.
final class WPPConnectClient: Sendable {
    let client: GatewayClient
    private let key: Secret
    private let tokens = Mutex<[Name: Secret]>([:])

    /// More sessions than that in one process are not asked for in a sweep's time anyway.
    private static let tokenLimit = 50_000

    /// - Parameter key: the server's `secretKey`; its own default where none is set.
    init(client: GatewayClient, key: Secret?) {
        self.client = client
        self.key = key ?? Secret("THISISMYSECURETOKEN")
    }

    /// Sends a request about a session, with its token.
    func answer(to request: GatewayRequest, session: String) async throws(GatewayError) -> GatewayAnswer {
        // The server takes what follows a colon for a token.
        guard !session.contains(":") else {
            throw client.error(
                .invalidRequest, request, "WPPConnect cannot have ':' in a session's name: give the session another one"
            )
        }
        if let token = tokens.withLock({ $0[Name(session)] }) {
            do throws(GatewayError) {
                return try await client.answer(to: adding(token, to: request))
            } catch {
                // The secret key was changed since.
                guard error.code == .unauthorized else { throw error }
                tokens.withLock { $0[Name(session)] = nil }
            }
        }
        let token = try await makeToken(for: session)
        tokens.withLock { tokens in
            if tokens.count >= Self.tokenLimit { tokens = [:] }
            tokens[Name(session)] = token
        }
        return try await client.answer(to: adding(token, to: request))
    }

    private func adding(_ token: Secret, to request: GatewayRequest) -> GatewayRequest {
        var request = request
        request.headers.append(.init("Authorization", "Bearer \(token.revealed)"))
        return request
    }

    private func makeToken(for session: String) async throws(GatewayError) -> Secret {
        let request = GatewayRequest(.post, "/api/\(session)/\(key)/generate-token", reads: [400])
        let answer = try await client.answer(to: request)
        guard answer.isSuccess else { throw wrongKey(request, status: answer.status) }
        guard let token = answer.json["token"].string, (1...512).contains(token.utf8.count),
            token.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F })
        else { throw client.unexpected(request, "has no token in it") }
        return Secret(token)
    }

    /// The names of all sessions that the server keeps a login of.
    func names() async throws(GatewayError) -> [JSON] {
        let request = GatewayRequest(.get, "/api/\(key)/show-all-sessions", reads: [400])
        let answer = try await client.answer(to: request)
        guard answer.isSuccess else { throw wrongKey(request, status: answer.status) }
        guard let names = answer.json["response"].array else {
            throw client.unexpected(request, "has no list of sessions in it")
        }
        return names
    }

    /// Removes the login of a session that does not run.
    func clearData(of session: String) async throws(GatewayError) {
        let request = GatewayRequest(.post, "/api/\(session)/\(key)/clear-session-data", reads: [400])
        let answer = try await client.answer(to: request)
        guard answer.isSuccess else { throw wrongKey(request, status: answer.status) }
    }

    /// It answers 400, not 401, to a wrong secret key.
    private func wrongKey(_ request: GatewayRequest, status: Int) -> GatewayError {
        client.error(
            .unauthorized, request,
            "the secret key is not the server's: give its secretKey (environment SECRET_KEY) as the gateway's apiKey",
            status: status)
    }
}
