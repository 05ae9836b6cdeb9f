/// Something planned in a simulated gateway.
enum FleetEvent: Sendable {
    /// For a session, unless it has left the phase counted so (nil: whatever its phase).
    case session(slot: Int, epoch: Int?, SessionEvent)
    /// An acknowledgement of a message.
    case acknowledgement(slot: Int, message: String, level: Int)
    /// The next session of the gateway's restore list.
    case restoreNext(run: Int)
    /// A gateway fault's time is over.
    case faultOver(id: Int)
    /// The memory limit is reached and the process manager restarts the gateway.
    case outOfMemory(run: Int)
    /// A step of the scenario.
    case command(Command)
    /// A message comes in somewhere.
    case traffic
}
