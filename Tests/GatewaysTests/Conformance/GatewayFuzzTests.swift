import Gateways
import SessionHealth
import Testing

/// Every answer that a question leads to, damaged in every way: the outcome is an error or a status that was in it, never
/// "not found" out of a damaged answer about a session that is there, and never a crash.
@Suite("Damaged answers")
struct GatewayFuzzTests {
    @Test("cut off anywhere are errors", arguments: GatewayFixture.all)
    func truncated(fixture: GatewayFixture) async throws {
        for question in [GatewayQuestion.list, .session, .probe] {
            for (operation, response) in await answers(fixture, question) {
                // A text is not cut to pieces here: "OK" is one, too.
                guard (200..<300).contains(response.status), (try? JSONParser.parse(response.body)) != nil else {
                    continue
                }
                // The last byte too, which is the one that makes it whole.
                for length in Array(stride(from: 0, to: response.body.count, by: 7)) + [response.body.count - 1] {
                    var cut = response
                    cut.body = Array(response.body[..<length])
                    await expectSafe(fixture, question, operation, cut, "cut at \(length)")
                }
            }
        }
    }

    @Test("with a value of another type are read leniently or refused", arguments: GatewayFixture.all)
    func replaced(fixture: GatewayFixture) async throws {
        let deep = (1...40).reduce(JSON.null) { inner, _ in [inner] }
        let others: [JSON] = [
            nil, true, -1, 1e300, 9_007_199_254_740_993, "", .string(String(repeating: "x", count: 10_000)), "\u{0}\n",
            [], .object([]), [[nil]], deep,
        ]
        for question in [GatewayQuestion.list, .session, .probe, .qrCode] {
            for (operation, response) in await answers(fixture, question) {
                guard response.status == 200, let json = try? JSONParser.parse(response.body) else { continue }
                for path in paths(json) {
                    for other in others {
                        var damaged = response
                        damaged.body = replacing(json, path[...], by: other).bytes
                        await expectSafe(fixture, question, operation, damaged, "\(path)")
                    }
                }
            }
        }
    }

    /// The answers that a question leads to.
    private func answers(
        _ fixture: GatewayFixture, _ question: GatewayQuestion
    ) async -> [(operation: String, response: GatewayResponse)] {
        let transport = fixture.transport(fixture.connected)
        guard let gateway = try? fixture.connection(transport).gateway else { return [] }
        _ = await question.ask(gateway, fixture.session)
        return transport.requests.map { ($0.operation, fixture.answer(fixture.connected, $0)) }
    }

    /// Asks again, with one answer damaged.
    private func expectSafe(
        _ fixture: GatewayFixture, _ question: GatewayQuestion, _ operation: String, _ response: GatewayResponse,
        _ damage: String
    ) async {
        let answer = fixture.answer
        let word = fixture.connected
        let transport = FakeTransport { request throws(TransportError) in
            request.operation == operation ? response : answer(word, request)
        }
        guard let gateway = try? fixture.connection(transport).gateway else { return }
        switch await question.ask(gateway, fixture.session) {
        case .notFound:
            // A list that is whole and empty, or holds other names only, says that the session is not in it.
            let isOtherList = question == .list && (try? JSONParser.parse(response.body)) != nil
            if !isOtherList { Issue.record("\(fixture.kind) \(question): \(operation) \(damage) became 'not found'") }
        case .status(let status):
            let isSound =
                status == .connected || status == .unknown || status == .disconnected
                || status == .qrScanning || status == .connecting
            if !isSound { Issue.record("\(fixture.kind) \(question): \(operation) \(damage) became \(status as Any)") }
        case .failed, .other: break
        }
    }

    /// The way to each value in a JSON value, as names and positions.
    private func paths(_ json: JSON) -> [[String]] {
        switch json {
        case .object(let members):
            [[]] + members.flatMap { member in paths(member.value).map { [member.name] + $0 } }
        case .array(let elements):
            [[]] + elements.enumerated().flatMap { index, element in paths(element).map { [String(index)] + $0 } }
        default: [[]]
        }
    }

    private func replacing(_ json: JSON, _ path: ArraySlice<String>, by other: JSON) -> JSON {
        guard let first = path.first else { return other }
        let rest = path.dropFirst()
        switch json {
        case .object(let members):
            return .object(
                members.map { $0.name == first ? .init($0.name, replacing($0.value, rest, by: other)) : $0 })
        case .array(let elements):
            return .array(
                elements.enumerated().map { String($0) == first ? replacing($1, rest, by: other) : $1 })
        default: return json
        }
    }
}
