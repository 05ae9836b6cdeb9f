package import Basics
import SessionHealth

/// The sessions of one gateway at one moment; made once in a sweep and shared by its checks.
package struct SessionList: Sendable {
    /// What the list says of one session.
    package enum Entry: Sendable, Hashable {
        /// The gateway has it.
        case found(SessionObservation)
        /// The list is whole, and it is not in it.
        case notFound
        /// The gateway could not be asked about this one.
        case failed(GatewayError)
        /// It is not in the list, but the list is not whole: that says nothing.
        case unknown
    }

    /// What was found, in the gateway's order, each name once.
    package private(set) var observations: [SessionObservation]
    /// Sessions whose status could not be had, by name.
    package let failures: [Name: GatewayError]
    /// Items that could not be read: no name, or not an object.
    package let unreadable: Int
    /// Whether a session that is not in it is really not there.
    package let isComplete: Bool
    /// Names that appear more than once. The first one counts, unless only a later one is connected.
    package private(set) var duplicates: Set<Name>
    /// What people should know of the list, beside what is in it: that there is none.
    package var remark: String?
    /// Sessions that were asked for by name and are not there.
    private let missing: Set<Name>
    private var positions: [Name: Int]

    /// Makes a list.
    ///
    /// - Parameters:
    ///   - isComplete: whether the gateway told of all its sessions. A list with unreadable items is never complete.
    ///   - missing: names that were asked for one by one and are not there.
    package init(
        observations: [SessionObservation], failures: [Name: GatewayError] = [:], unreadable: Int = 0,
        isComplete: Bool = true, missing: Set<Name> = []
    ) {
        self.observations = []
        self.failures = failures
        self.unreadable = unreadable
        self.isComplete = isComplete && unreadable == 0
        self.missing = missing
        self.duplicates = []
        self.positions = [:]
        self.observations.reserveCapacity(observations.count)
        self.positions.reserveCapacity(observations.count)
        for observation in observations { add(observation) }
    }

    private mutating func add(_ observation: SessionObservation) {
        let name = Name(observation.id)
        guard let position = positions[name] else {
            positions[name] = observations.count
            observations.append(observation)
            return
        }
        duplicates.insert(name)
        if observation.status == .connected, observations[position].status != .connected {
            observations[position] = observation
        }
    }

    /// What the list says of a session.
    package subscript(id: String) -> Entry {
        let name = Name(id)
        if let position = positions[name] { return .found(observations[position]) }
        if let failure = failures[name] { return .failed(failure) }
        if missing.contains(name) { return .notFound }
        return isComplete ? .notFound : .unknown
    }

    /// How many sessions the gateway has, as far as the list tells.
    package var count: Int { observations.count + failures.count + unreadable }
}
