import Gateways
import Testing

@Suite("Requests against each gateway's own documents")
struct GatewayFactTests {
    /// Everything that an adapter sends, in every state.
    private func requests(_ fixture: GatewayFixture) async throws -> [GatewayRequest] {
        var requests: [GatewayRequest] = []
        for word in fixture.words.map(\.word) + [GatewayFixture.missing] {
            let transport = fixture.transport(word)
            let connection = try fixture.connection(transport)
            for question in GatewayQuestion.allCases { _ = await question.ask(connection.gateway, fixture.session) }
            await connection.tryAllSoftRecovery(fixture.session)
            await connection.tryAllDestructiveRecovery(fixture.session)
            requests += transport.requests
        }
        // What only happens when something is not there.
        let absent = FakeTransport(fallback: .json(404, ["error": "no such route"]))
        for question in GatewayQuestion.allCases {
            _ = await question.ask(try fixture.connection(absent).gateway, fixture.session)
        }
        return requests + absent.requests
    }

    @Test("are all in the table, with their parameters and no others", arguments: GatewayFixture.all)
    func known(fixture: GatewayFixture) async throws {
        let facts = Dictionary(uniqueKeysWithValues: GatewayFact.table(fixture.kind).map { ($0.operation, $0) })
        for request in try await requests(fixture) {
            guard let fact = facts[request.operation] else {
                Issue.record("\(request.operation) is not in the table of \(fixture.kind)")
                continue
            }
            let query = Set(request.query.map(\.name)).subtracting(["api_key"])
            #expect(query.isSubset(of: fact.query), "\(request.operation)")
            guard case .object(let members) = request.body ?? .object([]) else {
                Issue.record("\(request.operation) has a body that is not an object")
                continue
            }
            #expect(
                Set(members.map(\.name)).subtracting(["api_key"]).isSubset(of: fact.body), "\(request.operation)")
            #expect(request.method != .get || request.body == nil, "\(request.operation)")
        }
    }

    @Test("carry the key where the gateway looks for it, and nowhere else", arguments: GatewayFixture.all)
    func authentication(fixture: GatewayFixture) async throws {
        let facts = Dictionary(uniqueKeysWithValues: GatewayFact.table(fixture.kind).map { ($0.operation, $0) })
        for request in try await requests(fixture) {
            guard let fact = facts[request.operation] else { continue }
            let authorization = request.header("Authorization")
            switch fact.authentication {
            case .none:
                // A proxy may want the key here, too; where it goes at all it goes as everywhere else, and never into the address.
                let own = ["x-api-key", fixture.kind == .gowa ? "authorization" : ""]
                #expect(request.parameter("api_key") == nil, "\(request.operation)")
                #expect(
                    request.headers.allSatisfy {
                        own.contains($0.name.lowercased()) || $0.value != fixture.key && $0.name != "Authorization"
                    }, "\(request.operation)")
            case .header(let name):
                #expect(request.header(name) == fixture.key, "\(request.operation)")
                #expect(!request.target.contains(fixture.key), "\(request.operation)")
            case .basic:
                #expect(authorization == "Basic " + base64(Array(fixture.key.utf8)), "\(request.operation)")
            case .sessionToken:
                #expect(authorization == "Bearer session-token-1", "\(request.operation)")
                #expect(!request.target.contains(fixture.key), "\(request.operation)")
            case .headerOrParameter:
                let places = [
                    request.header("X-API-Key"), request.parameter("api_key"), request.body?["api_key"].string,
                ].compactMap(\.self)
                #expect(places == [fixture.key], "\(request.operation)")
            }
        }
    }

    @Test("that are in the table are all made", arguments: GatewayFixture.all)
    func complete(fixture: GatewayFixture) async throws {
        var made = Set(try await requests(fixture).map(\.operation))
        // Only the earlier Node service is sent a DELETE by a restart; only some versions of GOWA have this path.
        made.formUnion(["GET /statics/qrcode/{}"])
        for fact in GatewayFact.table(fixture.kind) { #expect(made.contains(fact.operation), "\(fact.operation)") }
    }

    @Test("that must never be made are not in any table", arguments: GatewayKind.allCases)
    func forbidden(kind: GatewayKind) {
        let operations = Set(GatewayFact.table(kind).map(\.operation))
        #expect(operations.isDisjoint(with: GatewayFact.forbidden(kind)))
    }

    @Test("are in the gateway's own document, with what it requires and nothing else", arguments: GatewayFixture.all)
    func documented(fixture: GatewayFixture) async throws {
        let table = DocumentedOperation.table(fixture.kind)
        let operations = Dictionary(uniqueKeysWithValues: table.map { ($0.operation, $0) })
        #expect(operations.count > 0)
        for request in try await requests(fixture) {
            if DocumentedOperation.deviations(fixture.kind)[request.operation] != nil { continue }
            guard let operation = operations[request.operation] else {
                Issue.record("\(request.operation) is not in the document of \(fixture.kind)")
                continue
            }
            let body: [String] = if case .object(let members) = request.body { members.map(\.name) } else { [] }
            for (given, items) in [(request.query.map(\.name), operation.query), (body, operation.body)] {
                #expect(Set(given).isSubset(of: items.map(\.name)), "\(request.operation)")
                #expect(Set(items.filter(\.isRequired).map(\.name)).isSubset(of: given), "\(request.operation)")
            }
            switch operation.key {
            case nil: break
            case "basic"?: #expect(request.header("Authorization")?.hasPrefix("Basic ") == true, "\(request.operation)")
            case "bearer"?:
                #expect(request.header("Authorization")?.hasPrefix("Bearer ") == true, "\(request.operation)")
            case let header?:
                let isParameter = (request.query.map(\.name) + body).contains("api_key")
                #expect(request.header(header) != nil || isParameter, "\(request.operation)")
            }
        }
    }

    @Test("differ from the document only where that is explained, and nowhere else", arguments: GatewayKind.allCases)
    func deviations(kind: GatewayKind) {
        let documented = Set(DocumentedOperation.table(kind).map(\.operation))
        let deviations = Set(DocumentedOperation.deviations(kind).keys)
        let made = Set(GatewayFact.table(kind).map(\.operation))
        #expect(made.subtracting(deviations) == documented.intersection(made).subtracting(deviations))
        #expect(deviations.isSubset(of: made))
    }

    @Test("that no document has are caught")
    func caught() throws {
        let line = "GET /api/{session}/auth/qr query(format!) body(a b!) key(X-Api-Key)"
        let operation = try #require(DocumentedOperation(line[...]))
        #expect(operation.operation == "GET /api/{}/auth/qr")
        #expect(operation.query.map(\.name) == ["format"] && operation.query.map(\.isRequired) == [true])
        #expect(operation.body.map(\.name) == ["a", "b"] && operation.body.map(\.isRequired) == [false, true])
        #expect(operation.key == "X-Api-Key")
        #expect(!DocumentedOperation.table(.waha).contains { $0.operation == "DELETE /api/sessions/{}" })
    }
}
