/// Where a gateway's answer about a session comes from, and so what it is worth.
package enum EvidenceSource: String, Sendable, Hashable, Codable, CaseIterable {
    /// The browser or the socket was asked for this answer.
    case live
    /// The gateway's process answered from what it last heard; it forgets with each restart.
    case memory
    /// The gateway's database, which may lag behind for as long as nobody writes to it.
    case stored
    /// Our own conclusion from other answers.
    case inferred

    /// Whether "connected" from there ends a doubt: a row in a database does not.
    package var provesConnection: Bool { self == .live || self == .memory }
}
