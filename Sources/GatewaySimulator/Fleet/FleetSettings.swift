/// What a simulated gateway is, before anything happens to it.
package struct FleetSettings: Sendable {
    package var kind: GatewayKind = .node
    /// Where the random numbers come from: the same seed, the same day.
    package var seed: UInt64 = 1
    /// Divides every delay, of sessions, faults and scenarios. Times told stay real times.
    package var speed: Double = 1
    package var timings = SessionTimings()
    /// Seconds between messages that come in to connected sessions, over the whole gateway; nil for none.
    package var trafficEvery: Double?
    /// Seconds from a QR code to its scan, for sessions that callers create; nil for never by itself.
    package var scanAfter: Double?
    /// The name under which the application knows this gateway.
    package var gatewayName = "default"

    package init() {}

    /// What sessions need to know of it.
    var world: SessionWorld {
        SessionWorld(
            timings: timings, seed: seed, showsCodeAfterLogout: kind.showsCodeAfterLogout,
            takesNumberBack: kind.takesNumberBack, speed: speed)
    }
}
