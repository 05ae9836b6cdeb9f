import Foundation
import Gateways
import NIOHTTP1
import Testing

@testable import Dashboard

@Suite("The contract")
struct ContractTests {
    @Test("every path and method of docs/api/openapi.json is routed, and nothing else")
    func routes() async throws {
        let document = try JSONParser.parse(OpenAPIDocument.bytes)
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

    @Test(
        "an answer has every member that the contract requires",
        arguments: [
            ("/session", "Session"), ("/overview", "Overview"), ("/kpi", "KPIReport"), ("/accounts", "AccountList"),
            ("/incidents", "IncidentList"), ("/gateways", "GatewayList"), ("/queues", "QueueList"),
            ("/queues/default/stats", "QueueStats"), ("/jobs", "JobList"), ("/workers", "WorkerList"),
            ("/schedule", "Schedule"), ("/store", "Store"), ("/audit", "AuditList"),
        ])
    func members(path: String, schema: String) async throws {
        let document = try JSONParser.parse(OpenAPIDocument.bytes)
        let required = document["components"]["schemas"][schema]["required"].array ?? []
        #expect(!required.isEmpty)
        try await Bench.running { bench in
            let answer = try await bench.ask(.GET, "/api/v1" + path, token: Bench.operatorToken)
            #expect(answer.status == 200)
            for name in required.compactMap(\.string) { #expect(answer.json.has(name), "\(path) lacks \(name)") }
        }
    }
}
