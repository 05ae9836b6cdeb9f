public import JobSchedule

/// The contract of `ScheduleStore`, as checks that any store can run.
///
/// ```swift
/// @Test("keeps the contract of a schedule's store", arguments: ScheduleStoreConformance.checks)
/// func contract(check: ScheduleStoreConformance.Check) async throws {
///     try await check.run { MyScheduleStore() }
/// }
/// ```
public enum ScheduleStoreConformance {
    /// Makes an empty store. Called once for each check.
    public typealias MakeStore = @Sendable () async throws -> any ScheduleStore

    /// One rule of the contract.
    public struct Check: Sendable, CustomStringConvertible {
        /// The rule, as a statement.
        public let name: String
        private let body: @Sendable (ScheduleBench) async throws -> Void

        init(_ name: String, _ body: @escaping @Sendable (ScheduleBench) async throws -> Void) {
            self.name = name
            self.body = body
        }

        /// The rule.
        public var description: String { name }

        /// Checks the rule on a new store.
        ///
        /// - Throws: `ConformanceViolation` where the store breaks the rule, and what the store throws where it should not.
        public func run(on makeStore: MakeStore) async throws {
            try await body(ScheduleBench(rule: name, store: try await makeStore()))
        }
    }

    /// All rules.
    public static let checks: [Check] = passChecks + firingChecks + lookingChecks + pauseChecks + entryChecks
}
