public import JobQueue

/// The contract of `JobStore` and `JobAdministration`, as checks that any store can run.
///
/// ```swift
/// @Test("keeps the contract of a store", arguments: JobStoreConformance.checks)
/// func contract(check: JobStoreConformance.Check) async throws {
///     try await check.run { clock in
///         JobStoreUnderTest(MyStore(clock: clock))
///     }
/// }
/// ```
public enum JobStoreConformance {
    /// Makes an empty store whose time is that of the clock. Called once or more for each check.
    public typealias MakeStore = @Sendable (ManualClock) async throws -> JobStoreUnderTest

    /// One rule of the contract.
    public struct Check: Sendable, CustomStringConvertible {
        /// The rule, as a statement.
        public let name: String
        private let body: @Sendable (StoreBench) async throws -> Void

        init(_ name: String, _ body: @escaping @Sendable (StoreBench) async throws -> Void) {
            self.name = name
            self.body = body
        }

        /// The rule.
        public var description: String { name }

        /// Checks the rule on a new store.
        ///
        /// - Throws: `ConformanceViolation` where the store breaks the rule, and what the store throws where it should not.
        public func run(on makeStore: MakeStore) async throws {
            let clock = ManualClock()
            let subject = try await makeStore(clock)
            try await body(StoreBench(rule: name, clock: clock, subject: subject))
        }
    }

    /// All rules.
    public static let checks: [Check] = workChecks + administrationChecks

    private static let administrationChecks: [Check] = jobListChecks + failedJobChecks + queueChecks

    private static let workChecks: [Check] =
        enqueueChecks + orderChecks + leaseChecks + settlementChecks + effectChecks + chainChecks + batchChecks
        + lockChecks
        + timeChecks + attendanceChecks + concurrencyChecks
}

/// A store to be checked, with what must stay as long as it is used.
public struct JobStoreUnderTest: Sendable {
    /// The store.
    public let store: any JobAdministration
    private let resources: (any Sendable)?

    /// Makes a subject of a store.
    ///
    /// - Parameter resources: What is kept until the check is over, such as the folder of the store's file.
    public init(_ store: any JobAdministration, keeping resources: (any Sendable)? = nil) {
        self.store = store
        self.resources = resources
    }
}
