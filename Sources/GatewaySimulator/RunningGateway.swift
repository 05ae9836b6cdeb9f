/// A simulated gateway that is listening.
package struct RunningGateway: Sendable {
    /// Where it listens, such as `http://127.0.0.1:3001`.
    package let url: String
    package let simulation: Simulation
}
