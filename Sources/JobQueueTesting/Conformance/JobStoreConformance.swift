public import JobQueue

/// The contract of `JobStore`, as checks that any store can run.
///
/// ```swift
/// @Test("keeps the contract of a store", arguments: JobStoreConformance.checks)
/// func contract(check: JobStoreConformance.Check) async throws {
///     try await check.run { clock in
///         let store = MyStore(clock: clock)
///         return JobStoreUnderTest(store: store, inspection: MyInspection(store))
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
    public static let checks: [Check] =
        enqueueChecks + orderChecks + leaseChecks + settlementChecks + effectChecks + chainChecks + batchChecks
        + lockChecks
        + timeChecks + attendanceChecks + concurrencyChecks
}

/// A store, with what is needed to look into it.
public struct JobStoreUnderTest: Sendable {
    /// The store.
    public let store: any JobStore
    /// Looks into that store.
    public let inspection: any JobStoreInspection

    /// Makes a subject of a store and of what looks into it.
    public init(store: any JobStore, inspection: any JobStoreInspection) {
        self.store = store
        self.inspection = inspection
    }

    /// Makes a subject of a store that brings its own inspection.
    public init(_ store: some JobStore & JobStoreInspection) {
        self.init(store: store, inspection: store)
    }
}
