import Testing
import WallTime

@testable import GatewaySimulator

@Suite("Requests")
struct RequestTests {
    @Test("are taken apart into path and query, percent-decoded")
    func target() {
        let call = GatewayCall("GET", "/api//sessions/a%20b%2Fc/status?x=1%262&y=a+b&z&x=3", at: Timestamp(seconds: 0))
        #expect(call.segments == ["api", "sessions", "a b/c", "status"])
        #expect(call.query == ["x": "3", "y": "a b", "z": ""])
    }

    @Test("keep escapes that are none", arguments: ["%", "%4", "%zz", "100%"])
    func malformed(text: String) {
        #expect(PercentCoding.decode(text) == text)
    }

    @Test("match a route by method, words and parameters")
    func routes() {
        let route = Route("GET", "/api/sessions/{id}/status", .session) { _, _ in .text("") }
        #expect(route.match("GET", ["api", "sessions", "x", "status"]) == ["id": "x"])
        #expect(route.match("POST", ["api", "sessions", "x", "status"]) == nil)
        #expect(route.match("GET", ["api", "sessions", "x"]) == nil)
        #expect(route.match("GET", ["api", "session", "x", "status"]) == nil)
    }
}
