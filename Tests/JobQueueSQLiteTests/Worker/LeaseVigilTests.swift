import JobQueue
import JobQueueTesting
import Testing
import WallTime

@testable import JobQueueSQLite

@Suite("Whose leases are taken back")
struct LeaseVigilTests {
    private let clock = ManualClock()

    private func registration(_ id: String, lease: Duration = .seconds(60)) -> WorkerRegistration {
        WorkerRegistration(
            id: id, name: id, host: "here", processID: 1, queues: ["default"], concurrency: 1, lease: lease)
    }

    @Test("not those of who attends here")
    func attends() {
        let vigil = LeaseVigil(clock.reading())
        let worker = registration("one")
        #expect(!vigil.look("one", clock.reading()).attends)
        vigil.begin(worker)
        #expect(vigil.look("one", clock.reading()).attends)
        #expect(!vigil.look("two", clock.reading()).attends)
        vigil.end(worker)
        #expect(!vigil.look("one", clock.reading()).attends)
    }

    @Test("those of others once they have ended, however much time has passed")
    func passing() {
        let vigil = LeaseVigil(clock.reading())
        for _ in 0..<5 {
            clock.advance(by: .days(1))
            #expect(vigil.look("one", clock.reading()).patience == .zero)
        }
    }

    @Test(
        "none of others for a while after the clock leapt forwards, until those that live have renewed theirs",
        arguments: [
            (Duration.seconds(60), Duration.seconds(10)), (.seconds(4), .seconds(4)), (.milliseconds(100), .seconds(2)),
        ])
    func leap(lease: Duration, patience: Duration) {
        let vigil = LeaseVigil(clock.reading())
        vigil.begin(registration("one", lease: lease))
        clock.set(to: clock.now() + .days(365))
        #expect(vigil.look("one", clock.reading()).patience == patience)
        clock.advance(by: patience - .milliseconds(1))
        #expect(vigil.look("one", clock.reading()).patience == .milliseconds(1))
        clock.advance(by: .milliseconds(1))
        #expect(vigil.look("one", clock.reading()).patience == .zero)
    }

    @Test("none of others where the own ones were not renewed in time either: the store let nobody write")
    func starved() async throws {
        let vigil = LeaseVigil(clock.reading())
        let worker = registration("one", lease: .milliseconds(30))
        vigil.begin(worker)
        try await Task.sleep(for: .milliseconds(30))
        #expect(vigil.look("one", clock.reading()).patience == .milliseconds(30))
        clock.advance(by: .milliseconds(30))
        vigil.end(worker)
        #expect(vigil.look("two", clock.reading()).patience == .zero)
    }

    @Test("a clock that was set back gives nobody a reason to wait")
    func back() {
        let vigil = LeaseVigil(clock.reading())
        clock.set(to: clock.now() - .hours(1))
        #expect(vigil.look("one", clock.reading()).patience == .zero)
    }
}
