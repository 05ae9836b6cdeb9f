import Gateways
import SessionHealth
import Testing
import WallTime

/// Answers that WAHA really gives, by its source and by what people reported, and what is right about each.
@Suite("Answers of WAHA that were reported")
struct ReportedWAHATests {
    private func waha(_ me: JSON, status: JSON = "WORKING", name: JSON = "a") async throws -> SessionList {
        let item: JSON = ["name": name, "status": status, "me": me]
        let transport = FakeTransport(["GET /api/sessions": .json(200, [item])])
        return try await connection(.waha, transport).gateway.sessions()
    }

    @Test("WAHA: a LID is no phone number")
    func lid() async throws {
        let id: JSON = "100000000000001@lid"
        #expect(try await waha(["id": id, "pushName": "x"]).observations.first?.phone == nil)
        #expect(try await waha(["id": id, "jid": "628120:3@s.whatsapp.net"]).observations.first?.phone == "628120")
        #expect(try await waha(["id": "6281200000001@c.us"]).observations.first?.phone == "6281200000001")
    }

    @Test(
        "WAHA: a 404 is about the session where it says so, and about the route where it does not",
        arguments: [
            ("We didn't find a session with name 'b'. Please start it first by using POST /api/sessions request", true),
            ("Session not found", true), ("Cannot GET /api/sessions/b", false),
        ])
    func wahaMissing(message: String, isMissing: Bool) async throws {
        let transport = FakeTransport([
            "GET /api/sessions/{}": .json(404, ["status": 404, "message": .string(message)])
        ])
        let gateway = try connection(.waha, transport).gateway
        if isMissing {
            #expect(try await gateway.session("b") == .notFound)
        } else {
            let error = await gatewayError { () throws(GatewayError) in try await gateway.session("b") }
            #expect(error?.code == .wrongRoute)
        }
    }

    @Test("WAHA: a name keeps its blanks")
    func wahaNames() async throws {
        for name in ["toko ", " toko", "toko\u{A0}"] {
            let list = try await waha(nil, name: .string(name))
            #expect(list[name] != .notFound)
            #expect(list["toko"] == .notFound)
        }
    }

    @Test(
        "WAHA 2026.8: limits of WhatsApp are a restriction with its end; what is not known is not free, and no restriction"
    )
    func wahaLimits() async throws {
        let end = Timestamp(seconds: 1_900_000_000)
        let locked = try await waha([
            "id": "6281200000001@c.us",
            "reachoutTimelock": ["isActive": true, "enforcementType": "DEFAULT", "timeEnforcementEnds": 1_900_000_000],
        ]).observations.first
        #expect(locked?.status == .connected)
        #expect(locked?.restricted == true)
        #expect(locked?.restrictedUntil == end)
        let capped = try await waha([
            "id": "6281200000001@c.us", "messageCapping": ["cappingStatus": "CAPPED", "cycleEnd": 1_900_000_000],
        ]).observations.first
        #expect(capped?.restricted == true && capped?.restrictedUntil == end)
        for me in [
            ["id": "6281200000001@c.us", "reachoutTimelock": nil, "messageCapping": nil],
            ["id": "6281200000001@c.us", "reachoutTimelock": ["isActive": false]],
            ["id": "6281200000001@c.us", "messageCapping": ["cappingStatus": "SECOND_WARNING"]],
        ] as [JSON] {
            #expect(try await waha(me).observations.first?.restricted == false)
        }
    }

    @Test("broken encodings in a name that people see do not keep the list from being read")
    func encodings() async throws {
        let bodies: [[UInt8]] = [
            [0xEF, 0xBB, 0xBF] + Array(#"[{"name":"a","status":"WORKING","me":null}]"#.utf8),
            Array(#"[{"name":"a","status":"WORKING","me":{"id":"6281200000001@c.us","pushName":"caf"#.utf8) + [0xE9]
                + Array(#""}}]"#.utf8),
            Array(#"[{"name":"a","status":"WORKING","me":{"id":"6281200000001@c.us","pushName":"\ud83d"}}]"#.utf8),
        ]
        for body in bodies {
            let transport = FakeTransport([
                "GET /api/sessions": GatewayResponse(
                    status: 200, headers: ["content-type": "application/json"], body: body)
            ])
            let list = try await connection(.waha, transport).gateway.sessions()
            #expect(list.observations.map(\.status) == [.connected])
        }
    }

    @Test("WAHA: thousands of sessions are one list")
    func wahaThousands() async throws {
        let items = (0..<3000).map { index -> JSON in
            [
                "name": .string("s\(index)"), "status": "WORKING",
                "me": ["id": .string("\(6_281_200_000_000 + index)@c.us")],
            ]
        }
        let transport = FakeTransport(["GET /api/sessions": .json(200, .array(items))])
        let list = try await connection(.waha, transport).gateway.sessions()
        #expect(list.count == 3000 && list.isComplete)
        #expect(transport.requests.count(where: { $0.operation == "GET /api/sessions" }) == 1)
    }
}
