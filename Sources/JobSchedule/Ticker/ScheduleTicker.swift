import Basics
public import Logging
public import WallTime

/// Looks at the schedule and fires what is due: the shell around `SlotPlanner` and a `ScheduleStore`.
///
/// Any number may work on one store at once; each slot fires once. Nothing is kept between passes, so a process that dies
/// loses nothing.
public struct ScheduleTicker: Sendable {
    let schedule: Schedule
    let store: any ScheduleStore
    let clock: any WallClock
    let options: TickerOptions
    let logger: Logger

    /// Makes a ticker.
    public init(
        _ schedule: Schedule, store: any ScheduleStore, clock: any WallClock, options: TickerOptions, logger: Logger
    ) {
        self.schedule = schedule
        self.store = store
        self.clock = clock
        self.options = options
        self.logger = logger
    }

    /// Makes one pass: fires what is due now.
    ///
    /// What goes wrong with single entries stands in the report, and the others are fired all the same.
    ///
    /// - Throws: What the store throws if it cannot be read; nothing was fired then.
    public func runOnce() async throws -> SchedulePassReport {
        try await pass { _ in true }
    }

    /// Makes one pass, and goes on with entries that run more often than once a minute until the minute ends.
    ///
    /// - Parameter otherClock: A clock that nobody sets. The wall clock alone would sleep on when it is set back.
    /// - Returns: The reports of all passes, the first one first.
    /// - Throws: What the store throws if it cannot be read; `CancellationError`.
    public func runMinute(otherClock: any Clock<Duration> = ContinuousClock()) async throws -> [SchedulePassReport] {
        var reports = [try await runOnce()]
        let minuteEnd = Timestamp((reports[0].at.calculableSeconds / 60 + 1) * 60)
        while reports.last?.hasMore == true, clock.now() < minuteEnd {
            reports.append(try await runOnce())
        }
        guard var now = reports.last?.at else { return reports }
        while let due = try await nextSubMinuteDue(after: now), due < minuteEnd {
            await sleep(until: due, atMost: .seconds(60), by: otherClock)
            try Task.checkCancellation()
            let report = try await pass { $0.timetable.expression.hasSeconds }
            // A clock that goes back must not keep the pass going for an hour.
            guard report.at >= now, report.at < minuteEnd else { return reports + [report] }
            reports.append(report)
            now = report.at
        }
        return reports
    }

    private func nextSubMinuteDue(after now: Timestamp) async throws -> Timestamp? {
        let (entries, _) = schedule.with(try await store.storedEntries(), defaultZone: options.defaultZone)
        return entries.filter { $0.timetable.expression.hasSeconds && $0.runs(in: options.environment) }
            .compactMap { $0.timetable.next(after: now) }.min()
    }

    // MARK: A pass

    private func pass(_ isIncluded: (ScheduleEntry) -> Bool) async throws -> SchedulePassReport {
        let now = clock.now()
        var report = SchedulePassReport(at: now)
        let (all, failures) = schedule.with(try await store.storedEntries(), defaultZone: options.defaultZone)
        report.failures = failures
        let entries = all.filter { $0.runs(in: options.environment) && isIncluded($0) }
        report.entries = entries.count
        let state = try await store.begin(entries.map(\.registration), now: now)
        noteClock(state.lastTick, now: now, in: &report)

        var firing = FiringBatch(store: store)
        var slow: [(entry: ScheduleEntry, plan: SlotPlan, state: EntryState)] = []
        for entry in entries {
            guard !state.isPaused(entry.name) else {
                report.paused += 1
                continue
            }
            if let next = entry.timetable.next(after: now) { report.nextDue = min(report.nextDue ?? next, next) }
            let entryState = state.entries[Name(entry.name)] ?? EntryState(countsFrom: now)
            let plan = SlotPlanner.plan(
                entry.timetable, policy: entry.definition.missed, state: entryState, lastPass: state.lastTick?.at,
                now: now)
            guard !plan.firings.isEmpty || plan.missed > 0 else { continue }
            report.hasMore = report.hasMore || plan.hasMore
            // What has to ask others first comes last, so that it does not hold up the rest.
            if entry.fanOut != nil || !entry.conditions.isEmpty {
                slow.append((entry, plan, entryState))
            } else {
                await prepare(entry, plan, entryState, in: &firing, &report)
            }
        }
        await firing.commit(&report)
        for (entry, plan, entryState) in slow {
            await prepare(entry, plan, entryState, in: &firing, &report)
            await firing.commit(&report)
        }
        // Where nothing could be fired, coming round again at once would not help.
        report.hasMore = report.hasMore && !report.fired.isEmpty
        await recordTick(after: state.lastTick, &report)
        log(report)
        return report
    }

    /// Turns a plan into steps for the store.
    private func prepare(
        _ entry: ScheduleEntry, _ plan: SlotPlan, _ state: EntryState, in batch: inout FiringBatch,
        _ report: inout SchedulePassReport
    ) async {
        var cursor = state.cursor
        for firing in plan.firings {
            let slot = Slot(entry: entry.name, due: firing.due)
            let next = plan.clockWentBack ? cursor ?? state.countsFrom : max(firing.due, cursor ?? firing.due)
            do {
                let jobs = try await entry.admits(slot) ? entry.jobs(for: slot) : []
                await batch.add(
                    SlotFiring(
                        entry: entry.name, due: firing.due, firedAt: report.at, jobs: jobs, missed: firing.missed,
                        expectedCursor: cursor, cursor: next),
                    &report)
            } catch {
                // The slots after it wait too: the cursor must not pass over one that is still to be fired.
                report.failures.append(.init(entry: entry.name, message: "\(error)"))
                return
            }
            cursor = next
        }
        guard plan.missed > 0, let end = plan.cursor else { return }
        await batch.add(
            SlotFiring(
                entry: entry.name, due: nil, firedAt: report.at, jobs: [], missed: plan.missed, expectedCursor: cursor,
                cursor: end),
            &report)
    }

    /// Those who watch look at minutes, so a pass each second need not write each second.
    private func recordTick(after last: ScheduleTick?, _ report: inout SchedulePassReport) async {
        if let last, last.at <= report.at, report.at < last.at + Self.tickSpacing { return }
        do {
            try await store.record(ScheduleTick(at: report.at, scheduler: options.scheduler))
        } catch {
            report.failures.append(.init(entry: nil, message: "the tick could not be noted: \(error)"))
        }
    }

    private static let tickSpacing = Duration.seconds(5)

    private func noteClock(_ last: ScheduleTick?, now: Timestamp, in report: inout SchedulePassReport) {
        guard let last else { return }
        if last.at > now + SlotPlanner.clockTolerance { report.clockWentBackBy = last.at - now }
        if now > last.at + ScheduleTick.alertAge { report.stalledFor = now - last.at }
    }
}
