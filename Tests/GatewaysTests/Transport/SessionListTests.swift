import Basics
import Gateways
import SessionHealth
import Synchronization
import Testing

@Suite("Lists of sessions")
struct SessionListTests {
    private func observation(_ id: String, _ status: SessionStatus = .connected) -> SessionObservation {
        SessionObservation(id: id, status: status, rawStatus: "")
    }

    @Test("a name that appears twice counts once, and as connected if one of them is")
    func duplicates() {
        let list = SessionList(observations: [
            observation("a", .disconnected), observation("b"), observation("a"), observation("a", .failed),
        ])
        #expect(list.observations.map(\.id) == ["a", "b"])
        #expect(list["a"] == .found(observation("a")))
        #expect(list.duplicates == ["a"])
    }

    @Test(
        "names are bytes: what Unicode holds to be the same is two sessions, and a blank at the end is part of a name")
    func namesAreBytes() {
        let (composed, decomposed) = ("caf\u{E9}", "cafe\u{301}")
        let list = SessionList(observations: [
            observation(composed), observation(decomposed, .disconnected), observation("toko "),
        ])
        #expect(list.observations.count == 3)
        #expect(list.duplicates.isEmpty)
        #expect(list[composed] == .found(observation(composed)))
        guard case .found(let second) = list[decomposed] else {
            Issue.record("the second one is not found")
            return
        }
        #expect(second.status == .disconnected)
        #expect(list["toko"] == .notFound)
        #expect(list["toko "] == .found(observation("toko ")))
    }

    @Test("a list in which each of very many sessions stands twice takes time in proportion to its length")
    func manyDuplicates() {
        // With a search for each duplicate this would be 10^10 steps.
        let names = (0..<100_000).map { observation("s\($0)") }
        let list = SessionList(observations: names + names)
        #expect(list.observations.count == 100_000)
        #expect(list.duplicates.count == 100_000)
    }

    @Test("what a list says in the words of the judgement")
    func observed() {
        let error = GatewayError(.timedOut, gateway: "g", operation: "GET /x", message: "slow")
        let list = SessionList(
            observations: [observation("a")], failures: ["b": error], isComplete: false, missing: ["c"])
        #expect(list.observed("a")?.status == .connected)
        #expect(list.observed("b")?.status == .unknown)
        #expect(list.observed("c") == .notFound)
        #expect(list.observed("d") == nil)
    }

    /// A transport that counts how many requests are in flight.
    private final class Counting: GatewayTransport {
        private let state = Mutex((now: 0, most: 0, total: 0))
        private let answer: @Sendable (GatewayRequest) throws(TransportError) -> GatewayResponse

        init(_ answer: @escaping @Sendable (GatewayRequest) throws(TransportError) -> GatewayResponse) {
            self.answer = answer
        }

        var most: Int { state.withLock { $0.most } }
        var total: Int { state.withLock { $0.total } }

        func send(_ request: GatewayRequest, timeout: Duration) async throws(TransportError) -> GatewayResponse {
            state.withLock {
                $0.now += 1
                $0.total += 1
                $0.most = max($0.most, $0.now)
            }
            await Task.yield()
            state.withLock { $0.now -= 1 }
            return try answer(request)
        }
    }

    private func wwebjs(_ count: Int) -> @Sendable (GatewayRequest) -> GatewayResponse {
        let names = JSON.array((0..<count).map { .string("s\($0)") })
        return { request in
            request.operation == "GET /session/getSessions"
                ? .json(200, ["success": true, "result": names])
                : .json(200, ["success": true, "state": "CONNECTED", "message": "session_connected"])
        }
    }

    @Test("a list of names asks for each, with no more than the limit in flight", arguments: [1, 16])
    func inFlight(limit: Int) async throws {
        let answer = wwebjs(500)
        let transport = Counting { request throws(TransportError) in answer(request) }
        let limits = try GatewayLimits(concurrency: limit)
        let list = try await connection(.wwebjsAPI, transport, limits: limits).gateway.sessions()
        #expect(list.observations.count == 500)
        #expect(list.observations.map(\.id) == (0..<500).map { "s\($0)" })
        #expect(transport.most <= limit)
    }

    @Test("several callers at once share the limit")
    func shared() async throws {
        let answer = wwebjs(50)
        let transport = Counting { request throws(TransportError) in answer(request) }
        let gateway = try connection(.wwebjsAPI, transport, limits: try GatewayLimits(concurrency: 4)).gateway
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 1...8 { group.addTask { _ = try await gateway.sessions() } }
            try await group.waitForAll()
        }
        #expect(transport.most <= 4)
    }

    @Test("a gateway that stops answering in the middle is not asked thousands of times more")
    func stops() async throws {
        let answer = wwebjs(10_000)
        let transport = Counting { request throws(TransportError) in
            guard request.operation == "GET /session/getSessions" else { throw .unreachable("refused") }
            return answer(request)
        }
        let list = try await connection(.wwebjsAPI, transport).gateway.sessions()
        #expect(transport.total < 50)
        #expect(list.failures.count == 10_000)
        #expect(list["s9999"] != .notFound)
    }

    @Test("one session's error is its own")
    func oneFails() async throws {
        let answer = wwebjs(10)
        let transport = Counting { request throws(TransportError) in
            request.path.encoded.hasSuffix("/s3") ? .json(500, ["error": "x"]) : answer(request)
        }
        let list = try await connection(.wwebjsAPI, transport).gateway.sessions()
        #expect(list.observations.count == 9)
        #expect(list.failures["s3"]?.code == .serverError)
    }
}
