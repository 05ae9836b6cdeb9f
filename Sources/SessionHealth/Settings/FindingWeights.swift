/// The points that each finding subtracts from 100.
package struct FindingWeights: Sendable, Hashable {
    package var notFound = 100
    package var notConnected = 50
    package var idle = 20
    package var failedMessages = 30
    package var statusMismatch = 40
    package var crash = 50

    package init() {}
}
