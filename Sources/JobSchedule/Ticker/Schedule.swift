import Basics

/// The entries that a program brings with it, each name once.
public struct Schedule: Sendable {
    /// The entries, in the order given.
    public let entries: [ScheduleEntry]

    /// Puts entries together.
    ///
    /// - Throws: `ScheduleError` with `.duplicateEntry` if two have the same name.
    public init(_ entries: [ScheduleEntry]) throws(ScheduleError) {
        var origins: [Name: EntryOrigin] = [:]
        for entry in entries {
            if let other = origins.updateValue(entry.origin, forKey: Name(entry.name)) {
                throw ScheduleError(
                    .duplicateEntry,
                    "two entries have the name \(entry.name.quotedForMessage), one from \(other), one from \(entry.origin); rename one"
                )
            }
        }
        self.entries = entries
    }

    /// Adds the entries of the database, whose definitions may have been written by another version of the program.
    ///
    /// - Returns: All entries that can run, and what is wrong with the others.
    public func with(_ stored: [EntryDefinition], defaultZone: ScheduleZone) -> (
        entries: [ScheduleEntry], failures: [SchedulePassReport.Failure]
    ) {
        guard !stored.isEmpty else { return (entries, []) }
        var entries = entries
        var failures: [SchedulePassReport.Failure] = []
        var names = Set(entries.map { Name($0.name) })
        for definition in stored {
            do {
                guard names.insert(Name(definition.name)).inserted else {
                    throw ScheduleError(
                        .duplicateEntry,
                        "entry \(definition.name.quotedForMessage) of the database is left out: the program or its file has one of that name; remove it or rename it"
                    )
                }
                entries.append(try ScheduleEntry(definition, origin: .database, defaultZone: defaultZone))
            } catch {
                failures.append(SchedulePassReport.Failure(entry: definition.name, message: "\(error)"))
            }
        }
        return (entries, failures)
    }
}
