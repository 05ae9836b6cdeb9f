import JobQueue
import JobQueueSQLite
import Logging
import SessionMonitor
import WallTime

/// The kinds of job that the program can run.
enum JobKinds {
    /// The names of all kinds that some worker of this program can run.
    static let names: Set<String> = [
        NoOp.kind, PruneHistory.kind, RunCommand.kind, MonitorSessionHealth.kind, ProbeGateway.kind,
        RecoverSession.kind, RefreshQRCode.kind, Notify.kind, RestartSessions.kind, RestartSession.kind,
        TendHistory.kind,
    ]

    /// The registry of all kinds.
    ///
    /// - Parameters:
    ///   - commands: What runs the programs of jobs; `nil`: none may be run, and such jobs wait for a worker that may.
    ///   - yieldsLanes: Whether checks of slow gateways make room for others and come back: for a worker that does not end.
    /// - Throws: `JobRegistryError` where two parts of the program use one name.
    static func registry(_ sessions: SessionEnvironment, commands: CommandRunner?, yieldsLanes: Bool = false) throws
        -> JobRegistry
    {
        var registry = JobRegistry()
        try sessions.monitor.register(in: &registry, yieldsLanes: yieldsLanes)
        try registry.register(NoOp.self) { _, _ in .done }
        try registry.register(PruneHistory.self) { job, context in
            let days = try job.checkedDays()
            let limit = context.clock.now() - .days(days)
            let count =
                try await sessions.queue.pruneHistory(before: limit)
                + SQLiteScheduleStore(sessions.queue).pruneSlots(firedBefore: limit)
                + sessions.store.prune()
            context.logger.info("Pruned \(count) rows of history older than \(days) days.")
            return .done
        }
        if let commands {
            // The program's own time-out is the one that counts; the worker's must not come first.
            try registry.register(RunCommand.self, timeout: .days(31)) { job, context in
                try await commands.run(job, context)
            }
        }
        return registry
    }
}
