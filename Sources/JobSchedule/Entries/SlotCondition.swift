/// Whether a slot may run, asked when it is about to be fired.
public typealias SlotCondition = @Sendable (Slot) async throws -> Bool
