import Gateways
import SessionHealth
import Testing
import WallTime

/// Webhooks as gateways really send them, by their sources and by what people reported.
@Suite("Webhooks that were reported")
struct ReportedWebhookTests {
    private let now = Timestamp(seconds: 1_800_000_000)

    private func event(_ kind: GatewayKind, _ body: JSON) throws -> WebhookEvent {
        let request = WebhookRequest.signed(kind, body.bytes, secret: "s-1", at: now)
        let delivery = try connection(kind, FakeTransport(), key: "u:k-1", secret: "s-1").webhooks.receive(
            request, at: now)
        #expect(delivery.events.count == 1)
        return try #require(delivery.events.first)
    }

    private func ending(_ kind: GatewayKind, _ body: JSON) throws -> SessionEnding? {
        guard case .state(let observation) = try event(kind, body).content else { return nil }
        return observation.ending
    }

    @Test(
        "Evolution: a message has its own time, and everything else happened when it arrived; its local time is not believed"
    )
    func evolutionTime() throws {
        let date: JSON = "2027-01-15T05:00:00.000Z"
        for time in [.integer(now.seconds), .string("\(now.seconds)"), ["low": .integer(now.seconds), "high": 0]]
            as [JSON]
        {
            let message = try event(
                .evolution,
                [
                    "event": "messages.upsert", "instance": "loja", "date_time": date,
                    "data": [
                        "key": ["remoteJid": "5511988887777@s.whatsapp.net", "fromMe": false, "id": "3A0001"],
                        "messageTimestamp": time,
                    ],
                ])
            #expect(message.at == now)
        }
        for body in [
            ["event": "messages.upsert", "instance": "loja", "date_time": date, "data": ["key": ["id": "3A0001"]]],
            ["event": "connection.update", "instance": "loja", "date_time": date, "data": ["state": "close"]],
            [
                "event": "messages.update", "instance": "loja", "date_time": date,
                "data": ["keyId": "3A0001", "fromMe": true, "status": "SERVER_ACK"],
            ],
        ] as [JSON] {
            #expect(try event(.evolution, body).at == nil)
        }
        guard
            case .qrCode(let code, _) = try event(
                .evolution,
                ["event": "qrcode.updated", "instance": "loja", "date_time": date, "data": ["qrcode": ["code": "2@x"]]]
            ).content
        else {
            Issue.record("no code")
            return
        }
        #expect(code.generatedAt == now)
        #expect(code.expiresAt == now + .seconds(20))
    }

    @Test("Evolution by events: the name in the body counts, however it is written")
    func byEvents() throws {
        for name in ["connection.update", "CONNECTION_UPDATE", "connection-update"] as [JSON] {
            let event = try event(.evolution, ["event": name, "instance": "loja", "data": ["state": "close"]])
            guard case .state(let observation) = event.content else {
                Issue.record("\(name) is not read")
                continue
            }
            #expect(observation.status == .disconnected)
        }
    }

    @Test("wa-automate v5: messages and acknowledgements in its envelope, of the one session that it has")
    func waAutomate() throws {
        func body(_ name: JSON, _ payload: JSON) -> JSON {
            [
                "webhookId": "wh_1", "sessionId": "sales", "event": name, "payload": payload,
                "timestamp": .integer(now.milliseconds),
            ]
        }
        let ctx: JSON = ["sessionId": "sales", "ts": .integer(now.milliseconds)]
        let received = try event(
            .waAutomate,
            body(
                "message.received",
                ["ctx": ctx, "message": ["id": "false_6289900000009@c.us_3EB0AA", "fromMe": false]]))
        #expect(received.content == .message(id: "false_6289900000009@c.us_3EB0AA", .incoming))
        #expect(received.isOnlySession)
        let own = try event(
            .waAutomate, body("message.any", ["ctx": ctx, "message": ["id": "true_628@c.us_3EB0AB", "fromMe": true]]))
        #expect(own.content == .message(id: "true_628@c.us_3EB0AB", .outgoing))
        let unmarked = try event(
            .waAutomate, body("message.any", ["ctx": ctx, "message": ["id": "true_628@c.us_3EB0AB"]]))
        #expect(unmarked.content == .message(id: "true_628@c.us_3EB0AB", .outgoing))
        let ack = try event(
            .waAutomate, body("ack.changed", ["ctx": ctx, "message": ["id": "true_628@c.us_3EB0AB", "ack": 1]]))
        #expect(ack.content == .acknowledgement(messages: ["true_628@c.us_3EB0AB"], .server))
        // The form of version 4.
        let old = try event(.waAutomate, body("message.received", ["id": "false_628@c.us_3EB0AC", "fromMe": false]))
        #expect(old.content == .message(id: "false_628@c.us_3EB0AC", .incoming))
    }

    @Test(
        "a word of how far a message got that we received proves nothing about our sending",
        arguments: [
            (
                .gowa,
                [
                    "event": "message.ack", "device_id": "6281200000001@s.whatsapp.net",
                    "payload": ["ids": ["3EB0INCOMING"], "receipt_type": "read-self"],
                ]
            ),
            (
                .gowa,
                [
                    "event": "message.ack", "device_id": "6281200000001@s.whatsapp.net",
                    "payload": ["ids": ["3EB0INCOMING"], "receipt_type": "played-self"],
                ]
            ),
            (
                .wwebjsAPI,
                [
                    "dataType": "message_ack", "sessionId": "a",
                    "data": ["message": ["id": ["_serialized": "x", "fromMe": false]], "ack": 3],
                ]
            ),
            (
                .wwebjsAPI,
                [
                    "dataType": "message_ack", "sessionId": "a",
                    "data": ["message": ["fromMe": false, "id": ["_serialized": "x"]], "ack": 3],
                ]
            ),
            (.wppconnect, ["event": "onack", "session": "a", "id": ["fromMe": false, "_serialized": "x"], "ack": 3]),
            (.wppconnect, ["event": "onack", "session": "a", "id": ["_serialized": "false_628@c.us_X"], "ack": 3]),
            (
                .node,
                [
                    "event": "message_status_updated",
                    "data": ["session_id": "a", "message_id": "false_628@c.us_X", "ack_level": 3],
                ]
            ),
            (.node, ["event": "message_read", "data": ["session_id": "a", "message_id": "false_628@c.us_X"]]),
            (.waha, ["event": "message.ack", "session": "a", "payload": ["id": "false_628@c.us_X", "ack": 3]]),
            (.waha, ["event": "message.ack", "session": "a", "payload": ["id": "x", "fromMe": false, "ack": 3]]),
            (
                .evolution,
                [
                    "event": "messages.update", "instance": "a",
                    "data": ["keyId": "x", "fromMe": false, "status": "READ"],
                ]
            ),
            (.openwa, ["event": "message.ack", "sessionId": "a", "data": ["id": "false_628@c.us_X", "ack": 3]]),
            (
                .waAutomate,
                [
                    "event": "ack.changed", "sessionId": "a",
                    "payload": ["message": ["id": "false_628@c.us_X", "fromMe": false, "ack": 3]],
                ]
            ),
        ] as [(GatewayKind, JSON)])
    func receivedMessages(kind: GatewayKind, body: JSON) throws {
        guard case .other = try event(kind, body).content else {
            Issue.record("taken for an acknowledgement of ours")
            return
        }
    }

    @Test("GOWA 9 names the slot of the device; a LID is no number to know it by")
    func gowaSession() throws {
        func body(_ device: JSON, _ session: JSON?) -> JSON {
            var members: [JSON.Member] = [
                .init("event", "message"), .init("device_id", device),
                .init("payload", ["id": "3EB0A", "is_from_me": false, "timestamp": .integer(now.seconds)]),
            ]
            if let session { members.append(.init("session_id", session)) }
            return .object(members)
        }
        let named = try event(.gowa, body("6281200000001@s.whatsapp.net", "org_2"))
        #expect(named.session == "org_2" && named.phone == "6281200000001" && named.at == now)
        let lid = try event(.gowa, body("100000000000001@lid", "org_2"))
        #expect(lid.session == "org_2" && lid.phone == nil)
        let old = try event(.gowa, body("6281200000001:2@s.whatsapp.net", nil))
        #expect(old.session == nil && old.phone == "6281200000001")
    }

    @Test(
        "why a session ended, in the words that only a webhook has",
        arguments: [
            (.waha, ["event": "state.change", "session": "a", "payload": ["state": "CONFLICT"]], .replaced),
            (.waha, ["event": "state.change", "session": "a", "payload": "TOS_BLOCK"], .banned),
            (.waha, ["event": "state.change", "session": "a", "payload": ["state": "OPENING"]], nil),
            (
                .waha,
                [
                    "event": "state.change", "session": "a",
                    "payload": [
                        "connection": "close", "lastDisconnect": ["error": ["output": ["statusCode": 440]]],
                    ],
                ], .replaced
            ),
            (
                .openwa,
                [
                    "event": "session.status", "sessionId": "a",
                    "data": ["status": "disconnected", "reason": "USER_REQUESTED"],
                ],
                .stoppedByUser
            ),
            (.openwa, ["event": "session.disconnected", "sessionId": "a", "data": ["reason": "CONFLICT"]], .replaced),
            (.openwa, ["event": "session.status", "sessionId": "a", "data": ["status": "ready"]], nil),
            (.wppconnect, ["event": "closesession", "session": "a"], .stoppedByUser),
            (.wppconnect, ["event": "logoutsession", "session": "a"], .loggedOut),
        ] as [(GatewayKind, JSON, SessionEnding?)])
    func endings(kind: GatewayKind, body: JSON, ending: SessionEnding?) throws {
        #expect(try self.ending(kind, body) == ending)
    }

    @Test("WAHA 2026.8: limits come with the state, and a WORKING again is no reconnect but the same state")
    func wahaLimits() throws {
        let event = try event(
            .waha,
            [
                "event": "session.status", "session": "a",
                "payload": [
                    "status": "WORKING",
                    "data": ["reachoutTimelock": ["isActive": true, "timeEnforcementEnds": 1_900_000_000]],
                ],
            ])
        guard case .state(let observation) = event.content else {
            Issue.record("no state")
            return
        }
        #expect(observation.status == .connected && observation.restricted)
        #expect(observation.restrictedUntil == Timestamp(seconds: 1_900_000_000))
    }
}
