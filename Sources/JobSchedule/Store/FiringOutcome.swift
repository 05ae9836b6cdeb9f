/// What became of one firing.
public enum FiringOutcome: Hashable, Sendable {
    /// It took effect. Jobs whose unique key a live job had were left out.
    case fired(enqueued: Int, alreadyLive: Int)
    /// The slot had been fired before; no job was enqueued.
    case duplicate
    /// Another scheduler has moved the entry on meanwhile; nothing happened.
    case superseded
}
