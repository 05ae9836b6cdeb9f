import Basics
import WallTime

extension GatewayClient {
    /// Asks for many sessions one by one, with no more in flight than the limits allow.
    ///
    /// Ends within `limits.list`: sessions that were not answered by then, and those after a gateway that stopped
    /// answering, are failures, so that a sweep over thousands of sessions of a dead gateway does not take hours.
    ///
    /// - Parameters:
    ///   - names: each is asked once, in their order.
    ///   - isComplete: whether the names are all that the gateway has.
    package func list(
        _ names: [String], unreadable: Int = 0, isComplete: Bool,
        asking session: @escaping @Sendable (String) async throws(GatewayError) -> SessionLookup
    ) async -> SessionList {
        var seen: Set<Name> = []
        let names = names.map { Name($0) }.filter { seen.insert($0).inserted }
        let answers = await answers(to: names, asking: session)
        var observations: [SessionObservation] = []
        var failures: [Name: GatewayError] = [:]
        var missing: Set<Name> = []
        for name in names {
            switch answers[name] {
            case .success(.found(let observation)): observations.append(observation)
            case .success(.notFound): missing.insert(name)
            case .failure(let error): failures[name] = error
            case nil: failures[name] = unanswered
            }
        }
        return SessionList(
            observations: observations, failures: failures, unreadable: unreadable, isComplete: isComplete,
            missing: missing)
    }

    private var unanswered: GatewayError {
        GatewayError(
            .timedOut, gateway: name, operation: "list sessions",
            message: "not asked, because the list as a whole took longer than \(limits.list): raise gatewayConcurrency")
    }

    private func answers(
        to names: [Name], asking session: @escaping @Sendable (String) async throws(GatewayError) -> SessionLookup
    ) async -> [Name: Result<SessionLookup, GatewayError>] {
        let deadline = ContinuousClock.now + limits.list
        // One task per place, not per session: ten thousand waiting tasks cost more than the requests.
        return await withTaskGroup(
            of: (Name, Result<SessionLookup, GatewayError>).self,
            returning: [Name: Result<SessionLookup, GatewayError>].self
        ) { group in
            var answers: [Name: Result<SessionLookup, GatewayError>] = [:]
            answers.reserveCapacity(names.count)
            var rest = names.makeIterator()
            func addNext() {
                guard ContinuousClock.now < deadline, !Task.isCancelled, let name = rest.next() else { return }
                group.addTask { (name, await Self.result { () throws(GatewayError) in try await session(name.text) }) }
            }
            for _ in 0..<limits.concurrency { addNext() }
            for await (name, result) in group {
                answers[name] = result
                addNext()
            }
            return answers
        }
    }

    private static func result(
        _ operation: () async throws(GatewayError) -> SessionLookup
    ) async -> Result<SessionLookup, GatewayError> {
        do throws(GatewayError) {
            return .success(try await operation())
        } catch {
            return .failure(error)
        }
    }
}
