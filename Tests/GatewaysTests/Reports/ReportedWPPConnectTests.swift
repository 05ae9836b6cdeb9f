import Foundation
import Gateways
import Testing

/// Answers that WPPConnect really gives, by its source and by what people reported, and what is right about each.
@Suite("Answers of WPPConnect that were reported")
struct ReportedWPPConnectTests {
    @Test("a secret key with odd letters in it reaches the path as it is")
    func oddKey() async throws {
        let transport = FakeTransport(["GET /api/{}/show-all-sessions": .json(200, ["response": []])])
        _ = try await connection(.wppconnect, transport, key: "a$b/c%20+?#z").gateway.sessions()
        #expect(
            transport.requests.first?.target.removingPercentEncoding == "/api/a$b/c%20+?#z/show-all-sessions")
        #expect(transport.requests.first?.target.contains("c%2520") == true)
    }
}
