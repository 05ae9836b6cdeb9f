import HTTPTypes
import Synchronization
import WallTime

/// Knows who asks, and lets people in.
final class Doorkeeper: Sendable {
    private struct State {
        var throttle = LoginThrottle()
        /// Digest of the link's token, until it is used or too old.
        var oneTime: (digest: String, until: Timestamp)?
    }

    /// How long the link of a start lets in: it is printed, and so stands in logs.
    static let linkLifetime = Duration.hours(1)

    let sessions: SessionTable
    /// The session's cookie. Behind TLS its name begins so that no other host and no other path can set it
    /// (https://datatracker.ietf.org/doc/html/draft-ietf-httpbis-rfc6265bis#name-the-__host-prefix).
    let cookieName: String
    /// The cookie of a browser in which somebody has logged in before.
    let deviceCookieName: String
    private let settings: DashboardSettings
    private let random: RandomToken
    private let state = Mutex(State())
    private let gate = ComparisonGate()
    /// Compared where there is no such user, so that the time does not tell which names exist: one for each user, as costly as
    /// their own hash.
    private let decoys: [PasswordHash]

    init(settings: DashboardSettings, random: RandomToken) {
        self.settings = settings
        self.random = random
        let prefix = settings.isSecure ? "__Host-" : ""
        cookieName = prefix + "denyut_session"
        deviceCookieName = prefix + "denyut_device"
        sessions = SessionTable(lifetime: settings.sessionLifetime, random: random)
        decoys = settings.users.map { $0.password.decoy(salt: random.bytes(16), key: random.bytes(32)) }
    }

    var isConfigured: Bool { !settings.users.isEmpty }

    /// Allows one login with a token, once.
    func allow(oneTimeToken token: String, now: Timestamp) {
        state.withLock { $0.oneTime = (SameBytes.digest(token), now + Self.linkLifetime) }
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
        guard let cookie = Self.cookie(cookieName, headers),
            let (digest, session) = sessions.find(cookie: cookie, now: now)
        else {
            return nil
        }
        return Identity(user: session.user, role: session.role, proof: .session(digest))
    }

    /// The value of a cookie; nil where there is none, or more than one.
    private static func cookie(_ name: String, _ headers: HTTPFields) -> String? {
        let values = headers[values: .cookie].flatMap { $0.split(separator: ";") }.compactMap { pair -> String? in
            let sides = pair.split(separator: "=", maxSplits: 1)
            guard sides.count == 2, sides[0].filter({ !$0.isWhitespace }) == name else { return nil }
            return String(sides[1].filter { !$0.isWhitespace })
        }
        return values.count == 1 ? values[0] : nil
    }

    // MARK: Logging in

    /// What a login brings.
    typealias Login = (cookie: String, digest: String, session: SessionTable.Session, device: String?)

    /// Compares a password and begins a session.
    ///
    /// - Throws: `APIError.unauthorized` or `.tooMany`.
    func login(user: String, password: String, _ asker: LoginAsker, headers: HTTPFields, now: Timestamp) async throws
        -> Login
    {
        let known = settings.users.first { $0.name == user }
        var asker = asker
        asker.device = known.flatMap { user in
            Self.cookie(deviceCookieName, headers).flatMap { DeviceCookie.device($0, of: user) }
        }
        try admit(user: user, asker, now: now)
        guard let hash = known?.password ?? decoy(for: user) else {
            throw APIError(
                .unauthorized,
                "No password is set yet. Use the one-time link that `denyut serve` printed, or set one: denyut password-hash"
            )
        }
        let matches = try await gate.matches(
            hash, password, network: asker.network, isKnown: asker.device != nil)
        guard let matches else {
            throw APIError(.tooMany, "Many are logging in at this moment. Try again in a second.", retryAfter: 1000)
        }
        guard let known, matches else {
            state.withLock { [asker] in $0.throttle.failed(user: user, asker, now: now) }
            throw APIError(.unauthorized, "The user name or the password is wrong.")
        }
        state.withLock { [asker] in $0.throttle.succeeded(user: user, asker) }
        let begun = sessions.begin(user: known.name, role: known.role, now: now)
        return (begun.cookie, begun.digest, begun.session, DeviceCookie.make(for: known, random: random))
    }

    /// The same one for the same name each time: a name that took long once and not the next time would be nobody's.
    private func decoy(for user: String) -> PasswordHash? {
        guard !decoys.isEmpty else { return nil }
        let sum = SameBytes.digest(user).utf8.reduce(0) { ($0 &* 31 &+ Int($1)) & 0xFFFF }
        return decoys[sum % decoys.count]
    }

    private func admit(user: String, _ asker: LoginAsker, now: Timestamp) throws {
        let wait = state.withLock { $0.throttle.wait(user: user, asker, now: now) }
        if let wait {
            throw APIError(
                .tooMany, "Too many logins have failed. Wait, then try again.", retryAfter: wait.wholeMilliseconds)
        }
    }

    /// Uses the one-time link.
    ///
    /// - Throws: `APIError.unauthorized` where it is not the token, is too old, or was used before.
    func login(oneTimeToken token: String, _ asker: LoginAsker, now: Timestamp) throws -> Login {
        try admit(user: "", asker, now: now)
        let isRight = state.withLock { state in
            guard let (digest, until) = state.oneTime, now < until, SameBytes.compare(digest, SameBytes.digest(token))
            else {
                state.throttle.failed(user: "", asker, now: now)
                return false
            }
            state.oneTime = nil
            return true
        }
        guard isRight else {
            throw APIError(
                .unauthorized,
                "This link was used already, is older than an hour, or is not the newest one. Start `denyut serve` again for another."
            )
        }
        let begun = sessions.begin(user: "owner", role: .operator, now: now)
        return (begun.cookie, begun.digest, begun.session, nil)
    }
}
