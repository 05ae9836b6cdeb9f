import Testing
import WallTime

@testable import JobQueueSQLite

@Suite("The keeper of leases")
struct LeaseKeeperTests {
    private static let start: Duration = .seconds(1000)

    private func keeper(lease: Duration = .seconds(60)) -> LeaseKeeper {
        LeaseKeeper(lease: lease, uptime: Self.start)
    }

    @Test(
        "renews each third of the lease",
        arguments: [(0, false), (19_999, false), (20_000, true), (61_000, true)])
    func isDue(milliseconds: Int, isDue: Bool) {
        #expect(keeper().isDue(uptime: Self.start + .milliseconds(milliseconds)) == isDue)
    }

    @Test("counts the next third from the renewal that worked")
    func nextAttempt() {
        var keeper = keeper()
        let wasLate = keeper.succeeded(uptime: Self.start + .seconds(21))
        #expect(!wasLate)
        #expect(keeper.nextAttempt == Self.start + .seconds(41))
    }

    @Test(
        "tries again soon after a failure, several times within what is left of the lease",
        arguments: [(Duration.seconds(60), Duration.seconds(1)), (.milliseconds(300), .milliseconds(50))])
    func afterFailure(lease: Duration, pause: Duration) {
        var keeper = keeper(lease: lease)
        let now = Self.start + lease / 3
        let isLost = keeper.failed(uptime: now)
        #expect(!isLost)
        #expect(keeper.nextAttempt == now + pause)
        #expect(keeper.patience <= lease / 6)
    }

    @Test("takes the leases for lost after failures for a whole lease, and says so once")
    func lost() {
        var keeper = keeper()
        let answers = [20, 40, 59, 60, 61, 90].map { keeper.failed(uptime: Self.start + .seconds($0)) }
        #expect(answers == [false, false, false, true, false, false])
    }

    @Test("can lose leases again after it had them")
    func lostAgain() {
        var keeper = keeper()
        let first = keeper.failed(uptime: Self.start + .seconds(60))
        let wasLate = keeper.succeeded(uptime: Self.start + .seconds(70))
        let early = keeper.failed(uptime: Self.start + .seconds(129))
        let second = keeper.failed(uptime: Self.start + .seconds(130))
        #expect([first, wasLate, early, second] == [true, true, false, true])
    }

    @Test("says that others may have taken jobs where a renewal works too late, as after SIGSTOP")
    func tooLate() {
        var keeper = keeper()
        let inTime = keeper.succeeded(uptime: Self.start + .seconds(59))
        let tooLate = keeper.succeeded(uptime: Self.start + .seconds(59 + 60))
        let again = keeper.succeeded(uptime: Self.start + .seconds(59 + 60 + 20))
        #expect([inTime, tooLate, again] == [false, true, false])
    }

    @Test(
        "renews at once after a leap of the time of day; the leases looked ended where it leapt past them",
        arguments: [
            (Duration.days(365), true), (.seconds(50), true), (.seconds(49), false), (.seconds(-1), false),
            (.hours(-1), false),
        ])
    func leap(leap: Duration, looksEnded: Bool) {
        var keeper = keeper()
        let now = Self.start + .seconds(10)
        keeper.leapt(by: leap, uptime: now)
        #expect(keeper.isDue(uptime: now))
        let wasLate = keeper.succeeded(uptime: now)
        #expect(wasLate == looksEnded)
        let again = keeper.succeeded(uptime: now + .seconds(20))
        #expect(!again)
    }
}
