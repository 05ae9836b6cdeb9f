import Synchronization
import WallTime

/// The sessions of people who are logged in. They live in memory: a restart of the server logs everybody out.
final class SessionTable: Sendable {
    /// One login.
    struct Session: Sendable {
        var user: String
        var role: Role
        var csrf: String
        var expires: Timestamp
    }

    /// Beyond that the oldest goes: logging in costs a password, so nobody else can drive others out.
    private static let limit = 10_000

    private let sessions = Mutex<[String: Session]>([:])
    private let lifetime: Duration
    private let random: RandomToken

    init(lifetime: Duration, random: RandomToken) {
        self.lifetime = lifetime
        self.random = random
    }

    /// Begins a session; the value of its cookie is not kept, only its digest.
    func begin(user: String, role: Role, now: Timestamp) -> (cookie: String, digest: String, session: Session) {
        let cookie = random.make()
        let digest = SameBytes.digest(cookie)
        let session = Session(user: user, role: role, csrf: random.make(), expires: now + lifetime)
        sessions.withLock { table in
            table = table.filter { $0.value.expires > now }
            if table.count >= Self.limit, let oldest = table.min(by: { $0.value.expires < $1.value.expires }) {
                table[oldest.key] = nil
            }
            table[digest] = session
        }
        return (cookie, digest, session)
    }

    /// The session of a cookie.
    func find(cookie: String, now: Timestamp) -> (digest: String, session: Session)? {
        guard cookie.utf8.count == 64 else { return nil }
        let digest = SameBytes.digest(cookie)
        return find(digest: digest, now: now).map { (digest, $0) }
    }

    /// The session with that digest, while it lasts.
    func find(digest: String, now: Timestamp) -> Session? {
        sessions.withLock { table in table[digest].flatMap { $0.expires > now ? $0 : nil } }
    }

    func end(_ digest: String) {
        _ = sessions.withLock { $0.removeValue(forKey: digest) }
    }
}
