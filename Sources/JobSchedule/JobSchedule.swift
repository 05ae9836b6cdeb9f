//  JobSchedule: when things are due. Cron expressions, frequencies, slots, and the ticker that fires them.
//
//  Imports `WallTime`, `Foundation` (for the offsets of time zones only), `Logging`, and `JobQueue` for the form of the job that
//  a slot becomes. The middle is values and pure functions: the next time of an expression is found by arithmetic on its
//  fields, never by stepping through minutes, and what to do about late or missed slots is a decision without effects
//  (`SlotPlanner`). The rim is one protocol, `ScheduleStore`, and one actor-free type that works it, `ScheduleTicker`. The
//  module knows no database, opens no file and no socket, and takes its time from a `WallClock` that is passed in.

/// What went wrong with a schedule, other than with a cron expression (see `CronError`).
public struct ScheduleError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The kind of error, for comparing; more may come.
    public struct Code: Hashable, Sendable, CustomStringConvertible {
        /// The name of the code.
        public let description: String

        private init(_ description: String) { self.description = description }

        /// A time zone that is not in the IANA data base.
        public static let unknownZone = Code("unknownZone")
        /// A text that is no ISO 8601 instant, or lies outside the years 1–9999.
        public static let invalidInstant = Code("invalidInstant")
        /// A time of day that is not `HH:MM`.
        public static let invalidTimeOfDay = Code("invalidTimeOfDay")
        /// A frequency or constraint in words that is not known or has the wrong arguments.
        public static let invalidFrequency = Code("invalidFrequency")
        /// An entry whose name, queue, kind, payload or other part cannot be accepted.
        public static let invalidEntry = Code("invalidEntry")
        /// Two entries of the same name.
        public static let duplicateEntry = Code("duplicateEntry")
        /// An entry that is asked for by a name that nothing has.
        public static let unknownEntry = Code("unknownEntry")
        /// An entry from code or from the file that somebody wants to edit or remove at run time.
        public static let readOnlyEntry = Code("readOnlyEntry")
    }

    /// The kind of error.
    public let code: Code
    /// What happened and where, and what to do next; a sentence for a person, without secrets and bounded in length.
    public let message: String

    /// Makes an error.
    public init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    /// The message.
    public var description: String { message }
}
