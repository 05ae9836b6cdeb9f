import JobQueueSQLite
import JobQueueTesting
import Testing

@Suite("The store on SQLite")
struct ContractTests {
    @Test("keeps the contract of a store", arguments: JobStoreConformance.checks)
    func contract(check: JobStoreConformance.Check) async throws {
        try await check.run { clock in
            let folder = try TemporaryFolder()
            let store = try SQLiteJobStore(path: folder.file(), clock: clock)
            return JobStoreUnderTest(store, keeping: folder)
        }
    }
}
