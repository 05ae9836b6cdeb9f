import Basics
import Gateways
import JobQueue
import SessionMonitor

/// The queues that there are. A queue needs no declaration, so a misspelt one would otherwise look like an empty one.
enum KnownQueues {
    /// The queues of the program, and those that the database knows.
    static func names(_ store: any JobAdministration) async throws -> [String] {
        try await store.queueNames().union(["default", Name(MonitorSessionHealth.queue)]).sorted().map(\.text)
    }

    /// Makes sure that there is such a queue.
    ///
    /// - Throws: `SettingsError` that names the nearest one.
    static func check(_ name: String?, in store: any JobAdministration) async throws {
        guard let name else { return }
        let names = try await names(store)
        guard !names.contains(where: { $0.hasSameBytes(as: name) }) else { return }
        let shown = LogOutput.escaped(String(name.prefix(100)))
        let nearest = nearestName(to: name, among: names).map { "Did you mean \"\($0)\"?" }
        throw SettingsError(
            "No queue \"\(shown)\" is known: it holds no job and no worker serves it. "
                + (nearest ?? "Known are: \(names.prefix(20).joined(separator: ", "))."))
    }
}
