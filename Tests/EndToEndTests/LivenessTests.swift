import Foundation
import GRDB
import Testing

#if canImport(FoundationNetworking)
    import FoundationNetworking
#endif

/// A worker with long leases is seldom seen, and no less alive for it. Whoever is asked must say the same of it at the same moment. Time is
/// what the row says: that the worker was last seen so long ago.
@Suite struct LivenessTests {
    private static let token = String(repeating: "b", count: 64)

    /// Who is asked, and what they say.
    private struct Answers: Equatable {
        var page: String?
        var doctor: Bool
        var watch: Bool
        var metrics: Bool

        static let alive = Answers(page: "running", doctor: true, watch: true, metrics: true)
        static let lost = Answers(page: "lost", doctor: false, watch: false, metrics: false)
    }

    private let denyut: Installation

    init() throws {
        let hash = "a0fab1377f49a759b57f63318262ebe89fabfc990e8e93ceac2984561482b9d4"
        denyut = try Installation(
            settings: #"{"dashboard": {"tokens": [{"name": "t", "role": "viewer", "hash": "\#(hash)"}]}}"#)
    }

    private func seen(_ age: Duration) async throws {
        let time = Int64(Date().timeIntervalSince1970 * 1000) - age.components.seconds * 1000
        var configuration = Configuration()
        configuration.busyMode = .timeout(30)
        let count = try await DatabaseQueue(path: denyut.database, configuration: configuration).write { db in
            try db.execute(sql: "UPDATE workers SET seen_at = ?", arguments: [time])
            return db.changesCount
        }
        try #require(count == 1)
    }

    private func ask(_ url: String) async throws -> Data {
        var request = URLRequest(url: try #require(URL(string: url)))
        request.setValue("Bearer \(Self.token)", forHTTPHeaderField: "Authorization")
        let (data, response) = try await URLSession.shared.data(for: request)
        try #require((response as? HTTPURLResponse)?.statusCode == 200)
        return data
    }

    private func answers(_ page: String) async throws -> Answers {
        let list = try JSONSerialization.jsonObject(with: try await ask(page + "/api/v1/workers")) as? [String: Any]
        let workers = try #require(list?["items"] as? [[String: Any]])
        try #require(workers.count == 1)
        let metrics = String(decoding: try await ask(page + "/metrics"), as: UTF8.self)
        let isCounted = metrics.contains("denyut_workers{state=\"running\"} 1\n")
        // Alive or lost, and never both or neither.
        #expect(isCounted != metrics.contains("denyut_workers{state=\"lost\"} 1\n"), "\(metrics)")
        let findings = try await denyut.run("doctor", "--json").objects()
        let finding = try #require(findings.first { $0["name"] as? String == "workers" })
        let watch = try denyut.start("queue-monitor", "--watch")
        defer { watch.send(SIGKILL) }
        #expect(try await eventually { watch.standardOutput.contains(" jobs in hand\n") })
        return Answers(
            page: workers[0]["state"] as? String, doctor: finding["verdict"] as? String == "ok",
            watch: watch.standardOutput.contains("1 worker, 0 jobs in hand\n"), metrics: isCounted)
    }

    @Test("page, doctor, queue-monitor --watch and metrics call an idle worker alive until its leases have ended")
    func oneRule() async throws {
        let worker = try denyut.start("queue-work", "--lease=300")
        defer { worker.send(SIGKILL) }
        #expect(try await eventually { worker.standardError.contains("serves default") })
        let server = try denyut.start("serve", "--port", "0")
        defer { server.send(SIGKILL) }
        let page = try await server.line(after: "Denyut is at ")

        try await seen(.seconds(150))
        #expect(try await answers(page) == .alive)

        worker.send(SIGKILL)
        _ = await worker.end()
        // Nobody can know yet: what it holds is its own until its leases have ended.
        try await seen(.seconds(150))
        #expect(try await answers(page) == .alive)
        try await seen(.seconds(301))
        #expect(try await answers(page) == .lost)
    }
}
