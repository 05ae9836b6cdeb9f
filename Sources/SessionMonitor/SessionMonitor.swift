//  SessionMonitor: the application. It knows the accounts, asks their gateways, judges what they answer, writes what it
//  found, and starts what has to be done about it.
//
//  Imports everything below it: `JobQueue` and its SQLite store, `JobSchedule`, `Gateways`, `SessionHealth`. SQL stands in
//  `Store/` and nowhere else, one file per table. The way of a check: `MonitorSessionHealth` → `SweepSnapshots` (the
//  gateway is asked once for all) → `CheckTransaction` (evidence, judgement, health row, account, incident and
//  follow-up jobs in the transaction that settles the job). It never decides about health itself, that is
//  `SessionHealth`'s; it never speaks HTTP itself, that is `Gateways`'; it prints nothing and reads no arguments.

/// Why something about accounts, gateways or messages was refused; nothing of it was done.
package struct MonitorError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The kind of error, for comparing.
    package enum Code: String, Sendable, Hashable {
        /// Names something that is not there.
        case notFound
        /// What was given cannot be used.
        case invalid
        /// Something else has the name already.
        case duplicate
    }

    package var code: Code
    /// What happened, where, and what to do next.
    package var message: String

    package init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    package var description: String { message }
}
