public import JobQueue

/// Yields the jobs of one slot, for an entry that enqueues one job for each of many things.
///
/// It runs before the slot's transaction, may be called again for the same slot if that fails, and must not change anything.
/// An error is reported and the slot is tried again by the next pass.
public typealias FanOut = @Sendable (Slot) async throws -> [NewJob]
