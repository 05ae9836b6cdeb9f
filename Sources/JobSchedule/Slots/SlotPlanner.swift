public import WallTime

/// Decides which slots of an entry fire now and which are missed. Pure: no clock, no store.
///
/// The memory of an entry is a cursor: slots up to it are settled. What lies between the cursor and now is due; how much of
/// it fires is the entry's policy. A store fires each slot once whatever is decided, so two schedulers that decide at the
/// same moment, or from clocks that differ, do no harm.
public enum SlotPlanner {
    /// How far a cursor may lie ahead of the clock before the clock counts as having gone back; hosts whose clocks differ
    /// by less share a schedule without further ado.
    public static let clockTolerance = Duration.seconds(120)

    /// Plans one entry.
    ///
    /// - Parameters:
    ///   - timetable: When the entry is due.
    ///   - policy: What becomes of missed slots.
    ///   - state: What is remembered of the entry.
    ///   - lastPass: When the schedule was last looked at, by the clock of then.
    ///   - now: The time of this pass.
    public static func plan(
        _ timetable: Timetable, policy: MissedSlots, state: EntryState, lastPass: Timestamp?, now: Timestamp
    ) -> SlotPlan {
        let begin = beginning(state)
        if begin > now + clockTolerance {
            return planBehindCursor(timetable, policy: policy, lastPass: lastPass, now: now)
        }
        var plan = plan(timetable, policy: policy, from: begin, now: now)
        // Never backwards: the cursor is what a clock that went back is known by.
        plan.cursor = plan.cursor.map { max($0, state.cursor ?? .distantPast) }
        return plan
    }

    /// The first instant whose slot is not settled. An entry counts from the beginning of the minute in which it was
    /// first seen, so that what is due in the very minute of a first run runs.
    static func beginning(_ state: EntryState) -> Timestamp {
        let seconds = state.countsFrom.calculableSeconds
        let minute = Timestamp(seconds - (seconds % 60 + 60) % 60)
        guard let cursor = state.cursor else { return minute }
        return max(cursor + .milliseconds(1), minute)
    }

    /// How far back a slot is looked for when the clock has gone back and nobody can say when the last pass was.
    private static let recentForOne = Duration.hours(1)
    private static let recentForAll = Duration.minutes(5)

    /// Where the clock has gone back behind the cursor, slots that fired under the later time may come again; the store
    /// knows them. Whether others were missed cannot be told, so none is counted; what came due since the last pass, by
    /// today's clock, is treated by the policy.
    private static func planBehindCursor(
        _ timetable: Timetable, policy: MissedSlots, lastPass: Timestamp?, now: Timestamp
    ) -> SlotPlan {
        let recent = now - (policy.policy == .all ? recentForAll : recentForOne)
        let begin = lastPass.map { $0 < now ? min($0 + .milliseconds(1), recent) : recent } ?? recent
        // Without a cursor to go on from, all of it fires in this pass.
        var plan = plan(timetable, policy: policy, from: begin, now: now, limit: SlotPlan.maximumCount)
        plan.hasMore = false
        plan.firings = plan.firings.map { SlotPlan.Firing(due: $0.due, lateness: $0.lateness, missed: 0) }
        plan.missed = 0
        plan.cursor = nil
        plan.clockWentBack = true
        return plan
    }

    private static func plan(
        _ timetable: Timetable, policy: MissedSlots, from begin: Timestamp, now: Timestamp,
        limit: Int = SlotPlan.maximumFirings
    ) -> SlotPlan {
        var plan = SlotPlan()
        guard let newest = timetable.previous(from: now, inclusive: true, notBefore: begin) else { return plan }
        let oldestToFire = policy.window.map { now - $0 } ?? .distantPast
        guard newest >= oldestToFire else {
            plan.missed = count(timetable, from: begin, to: newest) + 1
            plan.cursor = newest
            return plan
        }
        guard policy.policy == .all else {
            let missed = count(timetable, from: begin, to: newest)
            plan.firings = [SlotPlan.Firing(due: newest, lateness: now - newest, missed: missed)]
            plan.cursor = newest
            return plan
        }
        var missed = count(timetable, from: begin, to: max(begin, oldestToFire))
        var due = timetable.next(from: max(begin, oldestToFire), inclusive: true)
        while let slot = due, slot <= now {
            guard plan.firings.count < limit else {
                plan.hasMore = true
                break
            }
            plan.firings.append(SlotPlan.Firing(due: slot, lateness: now - slot, missed: missed))
            plan.cursor = slot
            missed = 0
            due = timetable.next(after: slot)
        }
        return plan
    }

    /// How many slots lie from one instant, included, to another, not included; counted up to `SlotPlan.maximumCount`.
    private static func count(_ timetable: Timetable, from begin: Timestamp, to end: Timestamp) -> Int {
        var count = 0
        var due = timetable.next(from: begin, inclusive: true)
        while let slot = due, slot < end, count < SlotPlan.maximumCount {
            count += 1
            due = timetable.next(after: slot)
        }
        return count
    }
}
