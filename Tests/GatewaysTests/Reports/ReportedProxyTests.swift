import Gateways
import Testing

/// Routes that need no key, where a proxy guards them all the same.
@Suite("Answers of proxies that were reported")
struct ReportedProxyTests {
    @Test(
        "a 401 on a route of health that needs no key is no word about the key where the list is answered",
        arguments: [
            (GatewayKind.node, "GET /api/sessions", ["success": true, "sessions": [], "total": 0]),
            (.openwa, "GET /api/sessions/stats/overview", ["total": 0, "byStatus": [:]]),
            (.wppconnect, "GET /api/{}/show-all-sessions", ["response": []]),
        ] as [(GatewayKind, String, JSON)])
    func guardedHealth(kind: GatewayKind, list: String, answer: JSON) async throws {
        let transport = FakeTransport(
            [list: .json(200, answer)], fallback: .text(401, "<html>", type: "text/html"))
        #expect(try await connection(kind, transport).gateway.probe().isGood)
        let closed = try connection(kind, FakeTransport(fallback: .text(401, "no"))).gateway
        #expect(await gatewayError { () throws(GatewayError) in try await closed.probe() }?.code == .unauthorized)
    }
}
