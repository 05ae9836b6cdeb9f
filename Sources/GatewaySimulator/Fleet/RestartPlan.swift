/// How a gateway comes back after its process died.
package struct RestartPlan: Hashable, Sendable {
    /// Seconds in which connections are dropped.
    package var down: Double = 2
    /// Seconds from the first answer until the first session is restored.
    package var pause: Double = 1
    /// Seconds between one restored session and the next.
    package var each: Double = 0.5
    /// Whether it restores sessions at all.
    package var restores = true

    package init() {}
}
