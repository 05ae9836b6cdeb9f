import Foundation
import Gateways
import NIOCore
import NIOHTTP1
import Testing
import WallTime

@testable import Dashboard

@Suite("The contract")
struct ContractTests {
    @Test("every path and method of docs/api/openapi.json is routed, and nothing else")
    func routes() async throws {
        let document = try JSONParser.parse(Array(buffer: OpenAPIDocument.plain))
        guard case .object(let paths) = document["paths"] else {
            Issue.record("the document has no paths")
            return
        }
        var wanted: Set<String> = []
        for path in paths {
            guard case .object(let members) = path.value else { continue }
            for method in members where ["get", "post", "put", "delete"].contains(method.name) {
                wanted.insert("\(method.name.uppercased()) \(path.name)")
            }
        }
        try await Bench.running { [wanted] bench in
            #expect(Set(bench.server.routes.map { "\($0.method) \($0.path)" }) == wanted)
        }
    }

    /// Every path that is read, with its parameters; the same path several times where one row cannot show all.
    private static let reads: [(path: String, asked: String)] = [
        ("/session", "/session"), ("/overview", "/overview"), ("/kpi", "/kpi?since=24h"),
        ("/accounts", "/accounts?group=workspace"), ("/accounts/{id}", "/accounts/1"),
        ("/accounts/{id}/checks", "/accounts/1/checks?limit=1"), ("/accounts/{id}/trend", "/accounts/1/trend"),
        ("/accounts/{id}/incidents", "/accounts/1/incidents"), ("/accounts/{id}/reconnects", "/accounts/1/reconnects"),
        ("/accounts/{id}/audit", "/accounts/1/audit?limit=1"), ("/accounts/{id}/reconnect", "/accounts/1/reconnect"),
        ("/accounts/{id}/reconnect", "/accounts/2/reconnect"), ("/incidents", "/incidents?state=all"),
        ("/incidents/{id}", "/incidents/1"), ("/gateways", "/gateways"),
        ("/gateways/{name}/probes", "/gateways/node/probes"), ("/queues", "/queues"),
        ("/queues/{queue}/stats", "/queues/default/stats"), ("/jobs", "/jobs?state=running"),
        ("/jobs", "/jobs?state=failed&limit=1"), ("/jobs/{id}", "/jobs/3"), ("/workers", "/workers"),
        ("/schedule", "/schedule"), ("/store", "/store"), ("/audit", "/audit?limit=1"),
        ("/notifications", "/notifications?limit=1"),
    ]

    /// Members that rows of a database cannot give a value.
    private static let neverFilled: Set<String> = [
        // Answers of a browser's session; programs have none. `SafePageTests` logs in.
        "Session.csrf_token", "Session.expires_at",
        // Read from the process, where it runs on this machine.
        "Worker.memory_bytes",
        // All is well with the file, and may be with SQLite's version.
        "Store.checks[].advice", "Store.verdict.advice",
    ]

    @Test("every answer is as its schema says, with nothing else in it, and no member is null for ever")
    func answers() async throws {
        let document = try JSONParser.parse(Array(buffer: OpenAPIDocument.plain))
        let entry = try #require(Bench.entry)
        try await Bench.running(entries: [entry]) { bench in
            try await bench.fill(now: SystemClock().now())
            var check = SchemaCheck(document: document)
            for (path, asked) in Self.reads {
                let answer = try await bench.ask(.GET, "/api/v1" + asked, token: Bench.operatorToken)
                #expect(answer.status == 200, "\(asked)")
                check.check(answer.json, check.answer(of: path), path)
            }
            #expect(check.faults == [])
            #expect(check.members.subtracting(check.filled).subtracting(Self.neverFilled) == [])
        }
    }

    @Test("the list above leaves out no path that is read")
    func allReads() throws {
        let document = try JSONParser.parse(Array(buffer: OpenAPIDocument.plain))
        guard case .object(let paths) = document["paths"] else {
            Issue.record("the document has no paths")
            return
        }
        let reads = Set(paths.filter { $0.value.has("get") }.map(\.name))
        // A document, and a stream.
        #expect(reads == Set(Self.reads.map(\.path)).union(["/openapi.json", "/events"]))
    }
}
