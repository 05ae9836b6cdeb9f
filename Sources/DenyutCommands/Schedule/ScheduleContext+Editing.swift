import Basics
import Foundation
import Gateways
import JobQueue
import JobQueueSQLite
import JobSchedule
import WallTime

extension ScheduleContext {
    /// The entry of the database that has that name, able to run or not.
    ///
    /// - Throws: `ScheduleError`: `.readOnlyEntry` where it is the program's or the file's, else `.unknownEntry`.
    func storedEntry(named name: String) async throws -> EntryDefinition {
        let stored = try await store.storedEntries()
        if let definition = stored.first(where: { $0.name.hasSameBytes(as: name) }) { return definition }
        if let other = schedule.entries.first(where: { $0.name.hasSameBytes(as: name) }) {
            throw readOnly(other, "It can be paused here: schedule-pause.")
        }
        throw Self.unknownEntry(name, among: stored.map(\.name))
    }

    func readOnly(_ entry: ScheduleEntry, _ cure: String) -> ScheduleError {
        let place = entry.origin == .file ? "is from the settings file; change it there" : "is the program's own"
        return ScheduleError(.readOnlyEntry, "The entry \(LogOutput.escaped(entry.name)) \(place). \(cure)")
    }

    /// Says what was done and when the entry is due, and warns where nobody here can run its jobs.
    func confirm(_ entry: ScheduleEntry, _ verb: String, now: Timestamp) throws {
        let next = entry.timetable.next(after: now).map { ISO8601.format($0, in: entry.timetable.zone) }
        Terminal.print("\(LogOutput.escaped(entry.name)) is \(verb); due next: \(next ?? "never").")
        let kinds = JobKinds.names
        let kind = entry.definition.job.kind
        guard !kinds.contains(kind) else { return }
        let nearest = nearestName(to: kind, among: kinds.sorted()).map { " Did you mean \"\($0)\"?" } ?? ""
        let warning =
            "Warning: this program has no job of the kind \(LogOutput.escaped(kind)); its jobs will wait for a worker that has.\(nearest)\n"
        FileHandle.standardError.write(Data(warning.utf8))
    }
}
