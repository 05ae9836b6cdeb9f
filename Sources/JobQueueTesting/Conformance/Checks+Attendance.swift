import Basics
import JobQueue
import Synchronization
import WallTime

extension JobStoreConformance {
    static let attendanceChecks: [Check] = [
        Check("the leases of a worker that attends do not end") { bench in
            try await bench.enqueueOne()
            let (worker, log) = (StoreBench.worker("one"), SignalLog())
            let attendance = try await bench.store.attend(worker) { log.add($0) }
            let job = try await bench.claimOne(lease: worker.lease)
            for _ in 0..<7 {
                bench.clock.advance(by: worker.lease / 3)
                let renewed = bench.now + worker.lease
                try await bench.eventually("The lease is renewed each third of it") {
                    try await bench.exchange(claim: 1, worker: "two").nextDue == renewed
                }
            }
            try await bench.settled(job)
            await attendance.end()
            try bench.expect(!log.signals.contains { $0.isLeasesLost }, "Leases are said to be lost.")
        },
        Check("a worker that attends is not given the job that it runs a second time, however late it is") { bench in
            let id = try await bench.enqueueOne()
            let worker = StoreBench.worker("one")
            let attendance = try await bench.store.attend(worker) { _ in }
            let job = try await bench.claimOne(lease: worker.lease)
            for _ in 0..<5 {
                bench.clock.advance(by: worker.lease * 2)
                try bench.expectEqual(try await bench.claim(worker: "one").count, 0, "Jobs claimed by the same worker")
            }
            try await bench.settled(job)
            try bench.expectEqual(try await bench.store.attempts(of: id), [], "The recorded crashes")
            await attendance.end()
        },
        Check("the leases of a worker that attends do not end where its clock is set") { bench in
            try await bench.enqueueOne()
            let worker = StoreBench.worker("one")
            let attendance = try await bench.store.attend(worker) { _ in }
            let job = try await bench.claimOne(lease: worker.lease)
            for leap: Duration in [.hours(-1), .days(365), .seconds(-1), .days(-365), .hours(1)] {
                bench.clock.set(to: bench.now + leap)
                for name in ["one", "two"] {
                    try bench.expectEqual(
                        try await bench.claim(worker: name).count, 0, "Jobs claimed by \(name) after \(leap)")
                }
            }
            try await bench.settled(job)
            await attendance.end()
        },
        Check("the leases of a worker that has ended do end") { bench in
            try await bench.enqueueOne()
            let worker = StoreBench.worker("one")
            let attendance = try await bench.store.attend(worker) { _ in }
            _ = try await bench.claimOne(lease: worker.lease)
            await attendance.end()
            bench.clock.advance(by: worker.lease)
            try bench.expectEqual(try await bench.claim(worker: "two").count, 1, "Jobs claimed by another")
        },
        Check("a worker renews no leases of others") { bench in
            try await bench.enqueueOne()
            let attendance = try await bench.store.attend(StoreBench.worker("one")) { _ in }
            _ = try await bench.claimOne(worker: "dead", lease: .seconds(60))
            bench.clock.advance(by: .seconds(30))
            _ = try await bench.claim(worker: "two")
            bench.clock.advance(by: .seconds(30))
            try bench.expectEqual(try await bench.claim(worker: "two").count, 1, "Jobs claimed from the dead one")
            await attendance.end()
        },
        Check("a worker that attends is told of work") { bench in
            let log = SignalLog()
            let attendance = try await bench.store.attend(StoreBench.worker("one")) { log.add($0) }
            for round in 1...3 {
                let before = log.signals.count
                try await bench.enqueueOne()
                try await bench.eventually("It is told of the job \(round)") {
                    log.signals[before...].contains(.workArrived)
                }
            }
            await attendance.end()
        },
        Check("a worker that attends is told to cancel its jobs of a batch that is cancelled") { bench in
            let id = try await bench.store.enqueue(NewBatch("A batch", [bench.job()]), durability: .durable)
            let (worker, log) = (StoreBench.worker("one"), SignalLog())
            let attendance = try await bench.store.attend(worker) { log.add($0) }
            let job = try await bench.claimOne(lease: worker.lease)
            _ = try await bench.store.cancelBatch(id)
            try await bench.eventually("It is told of the cancellation") { log.lastControl?.cancelledJobs == [job.id] }
            await attendance.end()
        },
        Check("a worker that attends is told what operators ask") { bench in
            let id = try await bench.enqueueOne()
            let (worker, log) = (StoreBench.worker("one"), SignalLog())
            let attendance = try await bench.store.attend(worker) { log.add($0) }
            let job = try await bench.claimOne(lease: worker.lease)
            func expectControl(_ what: String, _ condition: @Sendable (WorkerControl) -> Bool) async throws {
                try await bench.eventually("It is told of \(what)") { log.lastControl.map(condition) ?? false }
            }
            try await bench.store.pause(queue: "default")
            try await expectControl("a pause") { $0.pausedQueues == ["default"] }
            try await bench.store.pause(queue: "*")
            try await expectControl("a pause of all") { $0.pausedQueues.contains("*") }
            try await bench.store.resume(queue: "*")
            try await expectControl("the end of all pauses") { $0.pausedQueues == [] }
            bench.clock.advance(by: .seconds(1))
            let now = bench.now
            try await bench.store.restartWorkers()
            try await expectControl("a restart") { $0.restartRequestedAt == now }
            try await bench.store.cancel(id)
            try await expectControl("a cancellation") { $0.cancelledJobs == [id] }
            try await bench.settled(job, .fail(.cancelled, StoreBench.failure))
            await attendance.end()
        },
        Check("no job of a paused queue is claimed, unless pauses are ignored") { bench in
            let jobs = try await bench.enqueue(bench.job(), bench.job(queue: "other"))
            func claimed(ignoresPauses: Bool = false) async throws -> [JobID] {
                let result = try await bench.exchange(
                    claim: 1, queues: ["default", "other"], ignoresPauses: ignoresPauses)
                let give = result.claimed.map {
                    Settlement(job: $0, verdict: .release(after: nil), startedAt: nil, finishedAt: bench.now)
                }
                _ = try await bench.exchange(give)
                return result.claimed.map(\.id)
            }
            try await bench.store.pause(queue: "default")
            try bench.expectEqual(await claimed(), [jobs[1]], "The other queue's job")
            try bench.expectEqual(
                await claimed(ignoresPauses: true), [jobs[0]], "The job of the paused queue, by force")
            try await bench.store.pause(queue: "*")
            try bench.expectEqual(await claimed(), [], "While all queues are paused")
            try await bench.store.resume(queue: "*")
            try bench.expectEqual(await claimed(), [jobs[0]], "While no queue is paused")
        },
        Check("a worker is told at once what was asked before it came") { bench in
            try await bench.store.pause(queue: "default")
            let log = SignalLog()
            let attendance = try await bench.store.attend(StoreBench.worker("one")) { log.add($0) }
            try await bench.eventually("It is told of the pause") { log.lastControl?.pausedQueues == ["default"] }
            await attendance.end()
        },
        Check("a cancelled job that waits fails at once, with that reason") { bench in
            let id = try await bench.enqueueOne()
            try await bench.store.cancel(id)
            try bench.expectEqual(try await bench.claim().count, 0, "Jobs claimed")
            let failed = try await bench.failedJobs()
            try bench.expectEqual(failed.map(\.reason), ["cancelled"], "The reasons of the failed jobs")
        },
        Check("a cancelled job that comes back to its queue is not started again") { bench in
            let ids = try await bench.enqueue(bench.job(), bench.job(), bench.job())
            let jobs = try await bench.claim(worker: "dead", lease: .seconds(60))
            for id in ids { try await bench.store.cancel(id) }
            try await bench.settled(jobs[0], .retry(after: .zero, .failed, StoreBench.failure), worker: "dead")
            try await bench.settled(jobs[1], .release(after: nil), worker: "dead")
            bench.clock.advance(by: .seconds(60))
            try bench.expectEqual(try await bench.claim(worker: "two").map(\.id), [], "What there is to claim")
            let failed = try await bench.failedJobs()
            try bench.expectEqual(failed.map(\.id), ids, "The failed jobs")
            try bench.expectEqual(Set(failed.map(\.reason)), ["cancelled"], "The reasons")
        },
    ]
}

extension StoreBench {
    fileprivate static func worker(_ id: String) -> WorkerRegistration {
        WorkerRegistration(
            id: id, name: "check", host: "localhost", processID: 1, queues: ["default"], concurrency: 1,
            lease: .seconds(60))
    }
}

extension WorkerSignal {
    fileprivate var isLeasesLost: Bool {
        if case .leasesLost = self { true } else { false }
    }
}

/// What a worker was told.
private final class SignalLog: Sendable {
    private let list = Mutex<[WorkerSignal]>([])

    func add(_ signal: WorkerSignal) {
        list.withLock { $0.append(signal) }
    }

    var signals: [WorkerSignal] {
        list.withLock { $0 }
    }

    var lastControl: WorkerControl? {
        for case .control(let control) in signals.reversed() { return control }
        return nil
    }
}
