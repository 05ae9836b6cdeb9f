import JobQueueTesting
import Testing

@Suite("The store in memory")
struct InMemoryStoreTests {
    @Test("keeps the contract of a store", arguments: JobStoreConformance.checks)
    func contract(check: JobStoreConformance.Check) async throws {
        try await check.run { clock in JobStoreUnderTest(InMemoryJobStore(clock: clock)) }
    }

    @Test("keeps the contract of a schedule's store", arguments: ScheduleStoreConformance.checks)
    func scheduleContract(check: ScheduleStoreConformance.Check) async throws {
        try await check.run { InMemoryScheduleStore(InMemoryJobStore()) }
    }
}
