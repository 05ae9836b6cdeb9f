import HTTPTypes
import NIOPosix
import Synchronization
import WallTime

/// Knows who asks, and lets people in.
final class Doorkeeper: Sendable {
    static let cookieName = "denyut_session"

    private struct State {
        var throttle = LoginThrottle()
        /// Digest of the link's token, until it is used.
        var oneTime: String?
        /// Passwords that are being compared: each takes 32 MB for a tenth of a second.
        var comparing = 0
    }

    private static let comparisons = 4

    let sessions: SessionTable
    private let settings: DashboardSettings
    private let state = Mutex(State())
    /// Compared where there is no such user, so that the time does not tell which names exist.
    private let decoy: PasswordHash?

    init(settings: DashboardSettings, random: RandomToken) {
        self.settings = settings
        sessions = SessionTable(lifetime: settings.sessionLifetime, random: random)
        decoy = settings.users.isEmpty ? nil : try? PasswordHash(of: random.make(), salt: random.bytes(16))
    }

    var isConfigured: Bool { !settings.users.isEmpty }

    /// Allows one login with a token, once.
    func allow(oneTimeToken token: String) {
        state.withLock { $0.oneTime = SameBytes.digest(token) }
    }

    // MARK: Who asks

    /// Who asks; nil: a stranger.
    ///
    /// - Throws: `APIError.unauthorized` where a token was given that is none of ours.
    func identify(_ headers: HTTPFields, now: Timestamp) throws -> Identity? {
        if let authorization = headers[.authorization] {
            let parts = authorization.split(separator: " ")
            guard parts.count == 2, parts[0].lowercased() == "bearer", parts[1].utf8.count <= 200 else {
                throw APIError(.unauthorized, "Send the API token as: Authorization: Bearer TOKEN")
            }
            let digest = SameBytes.digest(String(parts[1]))
            let token = settings.tokens.first { SameBytes.compare($0.digest, digest) }
            guard let token else {
                throw APIError(
                    .unauthorized, "This API token is not known. Make one with: denyut api-token")
            }
            return Identity(user: "token:\(token.name)", role: token.role, proof: .token)
        }
        guard let cookie = Self.cookie(headers), let (digest, session) = sessions.find(cookie: cookie, now: now) else {
            return nil
        }
        return Identity(user: session.user, role: session.role, proof: .session(digest))
    }

    /// The value of the session's cookie; nil where there is none, or more than one.
    private static func cookie(_ headers: HTTPFields) -> String? {
        let values = headers[values: .cookie].flatMap { $0.split(separator: ";") }.compactMap { pair -> String? in
            let sides = pair.split(separator: "=", maxSplits: 1)
            guard sides.count == 2, sides[0].filter({ !$0.isWhitespace }) == cookieName else { return nil }
            return String(sides[1].filter { !$0.isWhitespace })
        }
        return values.count == 1 ? values[0] : nil
    }

    // MARK: Logging in

    /// Compares a password and begins a session.
    ///
    /// - Throws: `APIError.unauthorized` or `.tooMany`.
    func login(user: String, password: String, address: String, now: Timestamp) async throws -> (
        cookie: String, digest: String, session: SessionTable.Session
    ) {
        try admit(user: user, address: address, now: now)
        defer { state.withLock { $0.comparing -= 1 } }
        let known = settings.users.first { $0.name == user }
        guard let hash = known?.password ?? decoy else {
            throw APIError(
                .unauthorized,
                "No password is set yet. Use the one-time link that `denyut serve` printed, or set one: denyut password-hash"
            )
        }
        let matches = try await NIOThreadPool.singleton.runIfActive { hash.matches(password) }
        guard let known, matches else {
            state.withLock { $0.throttle.failed(user: user, address: address, now: now) }
            throw APIError(.unauthorized, "The user name or the password is wrong.")
        }
        state.withLock { $0.throttle.succeeded(user: user, address: address) }
        return sessions.begin(user: known.name, role: known.role, now: now)
    }

    private func admit(user: String, address: String, now: Timestamp) throws {
        try state.withLock { state in
            if let wait = state.throttle.wait(user: user, address: address, now: now) {
                throw APIError(
                    .tooMany, "Too many logins have failed. Wait, then try again.", retryAfter: wait.wholeMilliseconds)
            }
            guard state.comparing < Self.comparisons else {
                throw APIError(
                    .tooMany, "Others are logging in at this moment. Try again in a second.", retryAfter: 1000)
            }
            state.comparing += 1
        }
    }

    /// Uses the one-time link.
    ///
    /// - Throws: `APIError.unauthorized` where it is not the token, or was used before.
    func login(oneTimeToken token: String, address: String, now: Timestamp) throws -> (
        cookie: String, digest: String, session: SessionTable.Session
    ) {
        try admit(user: "", address: address, now: now)
        let isRight = state.withLock { state in
            state.comparing -= 1
            guard let digest = state.oneTime, SameBytes.compare(digest, SameBytes.digest(token)) else {
                state.throttle.failed(user: "", address: address, now: now)
                return false
            }
            state.oneTime = nil
            return true
        }
        guard isRight else {
            throw APIError(
                .unauthorized,
                "This link was used already or is not the newest one. Start `denyut serve` again for another.")
        }
        return sessions.begin(user: "owner", role: .operator, now: now)
    }
}
