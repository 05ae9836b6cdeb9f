import Gateways
import SessionHealth
import Testing

/// What every kind of gateway must do. A new kind adds its `GatewayFixture` and runs all of this.
@Suite("Every kind of gateway")
struct GatewayConformanceTests {
    @Test("gives each of its own words the right normal status, alone and in a list", arguments: GatewayFixture.all)
    func statuses(fixture: GatewayFixture) async throws {
        for (word, status) in fixture.words {
            let gateway = try fixture.connection(word).gateway
            let alone = try await gateway.session(fixture.session).observation
            // A list may know less: whether a QR code is being shown is a question of its own for some.
            let listed = try await gateway.sessions(known: [fixture.session])[fixture.session]
            #expect(alone?.rawStatus == word, "\(word)")
            if case .found(let observation) = listed {
                #expect(observation.status == status, "\(word)")
            } else {
                Issue.record("\(word) is not in the list: \(listed)")
            }
            if word != fixture.scanning { #expect(alone?.status == status || alone?.status == .qrScanning, "\(word)") }
        }
    }

    @Test(
        "brings what the session's user calls himself, where its list has that",
        arguments: [GatewayFixture.waha, .evolution, .gowa, .openwa])
    func name(fixture: GatewayFixture) async throws {
        let list = try await fixture.connection(fixture.connected).gateway.sessions()
        #expect(list.observations.map(\.name) == ["Toko"])
    }

    @Test("keeps of a name what can be printed, and so much that it is taken as a label")
    func hostileName() {
        func name(_ text: String) -> String? {
            SessionObservation(id: "s", status: .connected, rawStatus: "", name: text).name
        }
        #expect(name("Toko\u{1B}[31m\nBunga") == "Toko [31m Bunga")
        #expect(name("\u{202E}") == nil && name("") == nil)
        #expect(name(String(repeating: "🌸", count: 1000)).map { $0.count <= 120 } == true)
    }

    @Test("knows a session that shows a QR code, and brings the code", arguments: GatewayFixture.all)
    func qrCode(fixture: GatewayFixture) async throws {
        let gateway = try fixture.connection(fixture.scanning).gateway
        // A code that a gateway keeps after the scan looks like one that is shown: the second look tells.
        _ = try await gateway.session(fixture.session)
        #expect(try await gateway.session(fixture.session).observation?.status == .qrScanning)
        guard case .code(let code) = try await gateway.qrCode(fixture.session) else {
            Issue.record("there is no QR code")
            return
        }
        switch (gateway.capabilities.qr, code.content) {
        case (.picture, .picture(let url)): #expect(url.hasPrefix("data:image/png;base64,"))
        case (.text, .text): break
        default: Issue.record("the QR code has another form than the capabilities say: \(code)")
        }
    }

    @Test("has no QR code for a session that is logged in", arguments: GatewayFixture.all)
    func noQRCode(fixture: GatewayFixture) async throws {
        let gateway = try fixture.connection(fixture.connected).gateway
        #expect(try await gateway.qrCode(fixture.session) == .notNeeded)
    }

    @Test("says of a session that is not there that it is not there", arguments: GatewayFixture.all)
    func missing(fixture: GatewayFixture) async throws {
        guard fixture.knowsMissing else { return }
        let gateway = try fixture.connection(GatewayFixture.missing).gateway
        #expect(try await gateway.session(fixture.session) == .notFound)
        #expect(try await gateway.sessions(known: [fixture.session])[fixture.session] == .notFound)
        #expect(try await gateway.qrCode(fixture.session) == .notFound)
    }

    @Test("tells an unknown word from every known one", arguments: GatewayFixture.all)
    func unknownWord(fixture: GatewayFixture) async throws {
        // GOWA tells flags, not words.
        guard fixture.kind != .gowa else { return }
        let gateway = try fixture.connection("SOMETHING_NEW").gateway
        #expect(try await gateway.session(fixture.session).observation?.status == .unknown)
    }

    @Test("takes no other answer for 'not found' or for 'connected'", arguments: GatewayFixture.all)
    func badAnswers(fixture: GatewayFixture) async throws {
        for bad in BadAnswer.all {
            for question in GatewayQuestion.allCases {
                let transport = FakeTransport { _ throws(TransportError) in try bad.answer() }
                let outcome = await question.ask(try fixture.connection(transport).gateway, fixture.session)
                switch outcome {
                case .notFound: Issue.record("\(question) took '\(bad.name)' for 'not found'")
                case .status(let status): #expect(status == .unknown, "\(question) on '\(bad.name)'")
                case .other: Issue.record("\(question) of \(fixture.kind) took '\(bad.name)' for an answer")
                case .failed: break
                }
            }
        }
    }

    @Test("errors hold neither the key nor the session's name in a path", arguments: GatewayFixture.all)
    func secrets(fixture: GatewayFixture) async throws {
        let echo = JSON.string("no: \(fixture.key) \(base64(Array(fixture.key.utf8)))")
        for status in [200, 400, 401, 404, 422, 500] {
            for question in GatewayQuestion.allCases {
                let transport = FakeTransport(
                    fallback: .json(status, ["message": .string("no: \(fixture.key)"), "x": echo]))
                let outcome = await question.ask(try fixture.connection(transport).gateway, fixture.session)
                guard case .failed(let error) = outcome else { continue }
                #expect(!"\(error)".contains(fixture.key), "\(question) on \(status)")
                // "session" is a word of the routes, too.
                if fixture.session != "session" { #expect(!error.operation.contains(fixture.session)) }
            }
        }
    }

    @Test("nothing that keeps logins ever sends what ends one, in any state", arguments: GatewayFixture.all)
    func softStaysSoft(fixture: GatewayFixture) async throws {
        let destructive = Set(
            GatewayFact.table(fixture.kind).filter { [.endsLogin].contains($0.effect) }.map(\.operation))
        for word in fixture.words.map(\.word) + [GatewayFixture.missing] {
            let transport = fixture.transport(word)
            let connection = try fixture.connection(transport)
            for question in GatewayQuestion.allCases { _ = await question.ask(connection.gateway, fixture.session) }
            await connection.tryAllSoftRecovery(fixture.session)
            #expect(destructive.isDisjoint(with: transport.operations), "\(word)")
        }
        for bad in BadAnswer.all {
            let transport = FakeTransport { _ throws(TransportError) in try bad.answer() }
            await (try fixture.connection(transport)).tryAllSoftRecovery(fixture.session)
            #expect(destructive.isDisjoint(with: transport.operations), "\(bad.name)")
        }
    }

    @Test("questions only read", arguments: GatewayFixture.all)
    func questionsOnlyRead(fixture: GatewayFixture) async throws {
        let facts = GatewayFact.table(fixture.kind)
        for word in fixture.words.map(\.word) + [GatewayFixture.missing] {
            let transport = fixture.transport(word)
            let gateway = try fixture.connection(transport).gateway
            for question in GatewayQuestion.allCases { _ = await question.ask(gateway, fixture.session) }
            for operation in transport.operations {
                let effect = facts.first { $0.operation == operation }?.effect
                let isAllowed = effect == .reads || (effect == .pairs && gateway.capabilities.qrOnDemand)
                #expect(isAllowed, "\(operation) in state \(word)")
            }
        }
    }

    @Test("does what its capabilities say, and no more", arguments: GatewayFixture.all)
    func capabilities(fixture: GatewayFixture) async throws {
        let connection = try fixture.connection(fixture.connected)
        let capabilities = connection.gateway.capabilities
        let session = SessionReference(id: fixture.session)
        let probed = await gatewayError { () throws(GatewayError) in
            try await connection.gateway.deepProbe(fixture.session)
        }
        #expect((probed == nil) == capabilities.deepProbe)
        #expect((connection.softRecovery != nil) == capabilities.softRestart)
        if let soft = connection.softRecovery {
            #expect(try await soft.softRestart(session) != .notFound)
            let stopped = await gatewayError { () throws(GatewayError) in try await soft.stop(session) }
            #expect((stopped?.code == .unsupported) != capabilities.stopStart)
        }
        let probe = try await connection.gateway.probe()
        #expect(probe.isGood)
        #expect((probe.uptime != nil) == (capabilities.restartSign == .uptime))
        #expect((probe.memory != nil) == capabilities.tellsMemory)
    }

    @Test("brings back a session that is down, with its login", arguments: GatewayFixture.all)
    func softRestart(fixture: GatewayFixture) async throws {
        let transport = fixture.transport(fixture.down)
        guard let soft = try fixture.connection(transport).softRecovery else { return }
        #expect(try await soft.softRestart(SessionReference(id: fixture.session)) == .accepted)
        #expect(
            transport.requests.contains { $0.method != .get } || fixture.kind == .wwebjsAPI
                || fixture.kind == .evolution)
    }

    @Test("ends a login and begins a new one", arguments: GatewayFixture.all)
    func newLogin(fixture: GatewayFixture) async throws {
        guard let destructive = try fixture.connection(fixture.connected).destructiveRecovery else { return }
        #expect(try await destructive.endSession(SessionReference(id: fixture.session)) == .accepted)
        let missing = try #require(try fixture.connection(GatewayFixture.missing).destructiveRecovery)
        let new = try await missing.createSession(SessionReference(id: "new-1", workspace: "7"))
        #expect(!new.id.isEmpty)
        #expect([.qrScanning, .connecting].contains(new.status))
    }

    @Test("escapes a name wherever it goes", arguments: GatewayFixture.all)
    func names(fixture: GatewayFixture) async throws {
        let name = "a/../b?x=1&y#z %"
        let transport = fixture.transport(fixture.connected)
        let connection = try fixture.connection(transport)
        for question in GatewayQuestion.allCases { _ = await question.ask(connection.gateway, name) }
        await connection.tryAllSoftRecovery(name)
        await connection.tryAllDestructiveRecovery(name)
        for request in transport.requests {
            #expect(!request.target.contains("a/.."), "\(request.operation)")
            #expect(request.target.allSatisfy { $0.isASCII && $0 != " " && $0 != "#" }, "\(request.operation)")
        }
    }
}
