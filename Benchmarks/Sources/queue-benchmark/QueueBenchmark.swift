//  queue-benchmark: how fast the queue is, and how fast SQLite itself would be on the same tables in the same run.
//
//  The command starts itself again for each part that runs in a process of its own (`worker`, `enqueuer`), and `sqlite-limit`, the same
//  work in plain C. It never asserts a time: it prints what it saw.

import ArgumentParser

@main
struct QueueBenchmark: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "queue-benchmark",
        abstract: "Measures the queue beside what SQLite itself can do on the same tables.",
        subcommands: [RunAll.self, WorkerRole.self, EnqueuerRole.self, IdleRole.self],
        defaultSubcommand: RunAll.self)
}
