import Basics

/// Steps that are on their way to the store, several in one transaction.
struct FiringBatch {
    private let store: any ScheduleStore
    private var firings: [SlotFiring] = []
    private var jobCount = 0
    /// Failures one after the other, without a success between them.
    private var failuresInARow = 0

    /// A transaction holds the writer's lock; it must not grow without end.
    private static let maximumJobs = 2000

    /// After so many failures in a row the store itself is taken to be in trouble.
    private static let maximumFailures = 3

    init(store: any ScheduleStore) {
        self.store = store
    }

    mutating func add(_ firing: SlotFiring, _ report: inout SchedulePassReport) async {
        firings.append(firing)
        jobCount += 1 + firing.jobs.count
        if jobCount >= Self.maximumJobs { await commit(&report) }
    }

    /// Hands the steps to the store; where that fails, entry by entry, so that a bad one does not hold back the others.
    mutating func commit(_ report: inout SchedulePassReport) async {
        let steps = firings
        firings = []
        jobCount = 0
        guard !steps.isEmpty else { return }
        guard failuresInARow < Self.maximumFailures else {
            fail(steps, "not tried: the store has failed \(failuresInARow) times in a row", &report)
            return
        }
        do {
            note(steps, try await store.fire(steps), &report)
            failuresInARow = 0
        } catch {
            failuresInARow += 1
            let groups = Self.byEntry(steps)
            guard groups.count > 1 else {
                fail(steps, "\(error)", &report)
                return
            }
            for group in groups {
                firings = group
                await commit(&report)
            }
        }
    }

    private func note(_ steps: [SlotFiring], _ outcomes: [FiringOutcome], _ report: inout SchedulePassReport) {
        for (step, outcome) in zip(steps, outcomes) {
            switch outcome {
            case .superseded:
                break
            case .duplicate:
                report.duplicates += 1
                if step.missed > 0 { report.missed[Name(step.entry), default: 0] += step.missed }
            case .fired(let enqueued, let alreadyLive):
                if step.missed > 0 { report.missed[Name(step.entry), default: 0] += step.missed }
                guard let due = step.due else { break }
                report.fired.append(
                    FiredSlot(
                        slot: Slot(entry: step.entry, due: due), firedAt: step.firedAt, enqueued: enqueued,
                        alreadyLive: alreadyLive, missed: step.missed))
            }
        }
    }

    private func fail(_ steps: [SlotFiring], _ message: String, _ report: inout SchedulePassReport) {
        for group in Self.byEntry(steps) {
            report.failures.append(.init(entry: group.first?.entry, message: message))
        }
    }

    /// Steps of one entry lie one after the other.
    private static func byEntry(_ steps: [SlotFiring]) -> [[SlotFiring]] {
        var groups: [[SlotFiring]] = []
        for step in steps {
            if groups.last?.last?.entry == step.entry {
                groups[groups.count - 1].append(step)
            } else {
                groups.append([step])
            }
        }
        return groups
    }
}
