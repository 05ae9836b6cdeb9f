import Testing
import WallTime

@testable import JobQueueSQLite

@Suite("The keeper of leases")
struct LeaseKeeperTests {
    private static let start = Timestamp(seconds: 1_767_225_600)

    private func keeper(lease: Duration = .seconds(60)) -> LeaseKeeper {
        LeaseKeeper(lease: lease, now: Self.start)
    }

    @Test(
        "renews each third of the lease, and at once where the clock was set back",
        arguments: [(0, false), (19_999, false), (20_000, true), (61_000, true), (-1, true), (-3_600_000, true)])
    func isDue(milliseconds: Int, isDue: Bool) {
        #expect(keeper().isDue(now: Self.start + .milliseconds(milliseconds)) == isDue)
    }

    @Test("counts the next third from the renewal that worked")
    func nextAttempt() {
        var keeper = keeper()
        let isLost = keeper.succeeded(now: Self.start + .seconds(21))
        #expect(!isLost)
        #expect(keeper.nextAttempt == Self.start + .seconds(41))
    }

    @Test(
        "tries again soon after a failure, several times within what is left of the lease",
        arguments: [(Duration.seconds(60), Duration.seconds(1)), (.milliseconds(300), .milliseconds(50))])
    func afterFailure(lease: Duration, pause: Duration) {
        var keeper = keeper(lease: lease)
        let now = Self.start + lease / 3
        let isLost = keeper.failed(now: now)
        #expect(!isLost)
        #expect(keeper.nextAttempt == now + pause)
        #expect(keeper.patience <= lease / 6)
    }

    @Test("takes the leases for lost after failures for a whole lease, and says so once")
    func lost() {
        var keeper = keeper()
        let answers = [20, 40, 59, 60, 61, 90].map { keeper.failed(now: Self.start + .seconds($0)) }
        #expect(answers == [false, false, false, true, false, false])
    }

    @Test("can lose leases again after it had them")
    func lostAgain() {
        var keeper = keeper()
        let first = keeper.failed(now: Self.start + .seconds(60))
        let afterwards = keeper.succeeded(now: Self.start + .seconds(70))
        let early = keeper.failed(now: Self.start + .seconds(129))
        let second = keeper.failed(now: Self.start + .seconds(130))
        #expect([first, afterwards, early, second] == [true, false, false, true])
    }

    @Test("says that the leases had ended where a renewal works too late, as after SIGSTOP or a leap of the clock")
    func tooLate() {
        var keeper = keeper()
        let inTime = keeper.succeeded(now: Self.start + .seconds(59))
        let tooLate = keeper.succeeded(now: Self.start + .seconds(59 + 60))
        let again = keeper.succeeded(now: Self.start + .seconds(59 + 60 + 20))
        #expect([inTime, tooLate, again] == [false, true, false])
    }

    @Test("takes a clock that was set back for the present")
    func clockSetBack() {
        var keeper = keeper()
        let past = Self.start - .hours(1)
        #expect(keeper.hasClockGoneBack(now: past))
        let isLost = keeper.succeeded(now: past)
        #expect(!isLost)
        #expect(!keeper.hasClockGoneBack(now: past))
        #expect(keeper.nextAttempt == past + .seconds(20))
    }
}
