import Foundation
import Gateways
import SessionHealth
import Testing
import WallTime

@Suite("What webhooks tell")
struct WebhookEventTests {
    private let now = Timestamp(seconds: 1_800_000_000)

    /// A delivery with the proof that its kind needs.
    private func deliver(_ kind: GatewayKind, _ body: JSON, headers: [String: String] = [:]) throws -> WebhookDelivery {
        var request = WebhookRequest.signed(kind, body.bytes, secret: "s-1", at: now)
        request.headers.merge(headers.map { ($0.lowercased(), $1) }) { $1 }
        return try connection(kind, FakeTransport(), key: "u:k-1", secret: "s-1").webhooks
            .receive(request, at: now)
    }

    /// The state that the one event of a delivery brings.
    private func state(_ kind: GatewayKind, _ body: JSON) throws -> SessionObservation? {
        let events = try deliver(kind, body).events
        guard events.count == 1, case .state(let observation) = events[0].content else { return nil }
        #expect(events[0].session == observation.id)
        return observation
    }

    @Test(
        "a change of state, in each kind's words",
        arguments: [
            (
                .node, ["event": "session_ready", "data": ["session_id": "s1", "phone_number": "628123456"]], .connected
            ),
            (.node, ["event": "session_authenticated", "data": ["session_id": "s1"]], .connecting),
            (.node, ["event": "session_reconnected", "data": ["session_id": "s1"]], .connected),
            (
                .node, ["event": "session_disconnected", "data": ["session_id": "s1", "reason": "NAVIGATION"]],
                .disconnected
            ),
            (.node, ["event": "session_reconnect_failed", "data": ["session_id": "s1", "max_retries": 5]], .failed),
            (.node, ["event": "session_error", "data": ["session_id": "s1", "error": "x"]], .failed),
            (
                .waha, ["event": "session.status", "session": "s1", "payload": ["name": "s1", "status": "FAILED"]],
                .failed
            ),
            (.waha, ["event": "session.status", "session": "s1", "payload": ["status": "SCAN_QR_CODE"]], .qrScanning),
            (.evolution, ["event": "connection.update", "instance": "s1", "data": ["state": "open"]], .connected),
            (.evolution, ["event": "CONNECTION_UPDATE", "instance": "s1", "data": ["state": "refused"]], .failed),
            (.evolution, ["event": "status.instance", "instance": "s1", "data": ["status": "closed"]], .disconnected),
            (.evolution, ["event": "logout.instance", "instance": "s1", "data": nil], .disconnected),
            (.evolution, ["event": "remove.instance", "instance": "s1", "data": [:]], .notFound),
            (
                .evolution,
                ["event": "qrcode.updated", "instance": "s1", "data": ["message": "limit", "statusCode": 500]], .failed
            ),
            (.wppconnect, ["event": "status-find", "session": "s1", "status": "isLogged"], .connected),
            (.wppconnect, ["event": "status-find", "session": "s1", "status": "browserClose"], .failed),
            (.wppconnect, ["event": "status-find", "session": "s1", "status": "desconnectedMobile"], .disconnected),
            (.wppconnect, ["event": "closesession", "session": "s1", "connected": false], .disconnected),
            (.wwebjsAPI, ["dataType": "ready", "sessionId": "s1"], .connected),
            (.wwebjsAPI, ["dataType": "change_state", "sessionId": "s1", "data": ["state": "TIMEOUT"]], .disconnected),
            (.wwebjsAPI, ["dataType": "disconnected", "sessionId": "s1", "data": ["reason": "LOGOUT"]], .disconnected),
            (.wwebjsAPI, ["dataType": "status", "sessionId": "s1", "data": ["msg": "auth failure"]], .failed),
            (.openwa, ["event": "session.status", "sessionId": "s1", "data": ["status": "action_required"]], .failed),
            (.openwa, ["event": "session.disconnected", "sessionId": "s1", "data": ["reason": "x"]], .disconnected),
            (
                .waAutomate, ["event": "session.state.changed", "sessionId": "s1", "payload": ["state": "READY"]],
                .connected
            ),
            (.waAutomate, ["event": "session.state.changed", "sessionId": "s1", "payload": "CONFLICT"], .disconnected),
        ] as [(GatewayKind, JSON, SessionStatus)])
    func states(kind: GatewayKind, body: JSON, status: SessionStatus) throws {
        #expect(try state(kind, body)?.status == status)
    }

    @Test(
        "why a session ended, where that is told",
        arguments: [
            (.node, ["event": "session_disconnected", "data": ["session_id": "s1", "reason": "LOGOUT"]], .loggedOut),
            (.node, ["event": "session_disconnected", "data": ["session_id": "s1", "reason": "NAVIGATION"]], nil),
            (
                .evolution,
                ["event": "connection.update", "instance": "s1", "data": ["state": "close", "statusReason": 440]],
                .replaced
            ),
            (
                .evolution,
                [
                    "event": "status.instance", "instance": "s1",
                    "data": ["status": "closed", "disconnectionReasonCode": 403],
                ], .banned
            ),
            (.evolution, ["event": "logout.instance", "instance": "s1"], .loggedOut),
            (.wwebjsAPI, ["dataType": "change_state", "sessionId": "s1", "data": ["state": "CONFLICT"]], .replaced),
            (.wppconnect, ["event": "logoutsession", "session": "s1"], .loggedOut),
            (
                .openwa,
                ["event": "session.restriction", "sessionId": "s1", "data": ["kind": "reachout", "code": 463]],
                .timeLocked
            ),
        ] as [(GatewayKind, JSON, SessionEnding?)])
    func endings(kind: GatewayKind, body: JSON, ending: SessionEnding?) throws {
        #expect(try state(kind, body)?.ending == ending)
    }

    @Test("QR codes, in each kind's form")
    func qrCodes() throws {
        let picture = "data:image/png;base64,\(GatewayFixture.png)"
        let bodies: [(GatewayKind, JSON)] = [
            (
                .node,
                [
                    "event": "qr_code_generated",
                    "data": ["session_id": "s1", "qr_code": .string(picture), "expires_in": 60, "qr_count": 3],
                ]
            ),
            (
                .evolution,
                [
                    "event": "qrcode.updated", "instance": "s1",
                    "data": ["qrcode": ["base64": .string(picture), "code": "2@x"]],
                ]
            ),
            (.wppconnect, ["event": "qrcode", "session": "s1", "qrcode": .string(GatewayFixture.png)]),
            (.wwebjsAPI, ["dataType": "qr", "sessionId": "s1", "data": ["qr": "2@abc"]]),
            (.openwa, ["event": "session.qr", "sessionId": "s1", "data": ["qrCode": .string(picture)]]),
        ]
        for (kind, body) in bodies {
            guard case .qrCode(let code, let count) = try deliver(kind, body).events.first?.content else {
                Issue.record("no QR code from \(kind)")
                continue
            }
            if kind == .wwebjsAPI {
                #expect(code.content == .text("2@abc"))
            } else {
                #expect(code.content == .picture(picture))
            }
            if kind == .node {
                #expect(count == 3)
                #expect(code.expiresAt == now + .seconds(60))
            }
        }
    }

    @Test(
        "how far messages got",
        arguments: [
            (
                .node,
                [
                    "event": "message_status_updated",
                    "data": ["session_id": "s1", "message_id": "m1", "status": "delivered", "ack_level": 1],
                ], .server
            ),
            (.node, ["event": "message_read", "data": ["session_id": "s1", "message_id": "m1"]], .read),
            (
                .waha, ["event": "message.ack", "session": "s1", "payload": ["id": "m1", "fromMe": true, "ack": -1]],
                .error
            ),
            (
                .evolution,
                [
                    "event": "messages.update", "instance": "s1",
                    "data": ["keyId": "m1", "fromMe": true, "status": "SERVER_ACK"],
                ], .server
            ),
            (.wppconnect, ["event": "onack", "session": "s1", "id": ["_serialized": "m1"], "ack": 2], .device),
            (
                .wwebjsAPI,
                [
                    "dataType": "message_ack", "sessionId": "s1",
                    "data": ["message": ["id": ["_serialized": "m1"]], "ack": 3],
                ], .read
            ),
            (
                .gowa,
                [
                    "event": "message.ack", "device_id": "628@s.whatsapp.net",
                    "payload": ["ids": ["m1"], "receipt_type": "delivered"],
                ], .device
            ),
            (.openwa, ["event": "message.ack", "sessionId": "s1", "data": ["id": "m1", "status": "played"]], .played),
        ] as [(GatewayKind, JSON, Acknowledgement)])
    func acknowledgements(kind: GatewayKind, body: JSON, level: Acknowledgement) throws {
        #expect(try deliver(kind, body).events.map(\.content) == [.acknowledgement(messages: ["m1"], level)])
    }

    @Test(
        "messages that came and went, without what they say",
        arguments: [
            (
                .node,
                [
                    "event": "message_received",
                    "data": ["session_id": "s1", "message": ["id": "m1", "body": "private"]],
                ], .incoming
            ),
            (.node, ["event": "message_sent", "data": ["session_id": "s1", "message_id": "m1"]], .outgoing),
            (
                .waha,
                ["event": "message.any", "session": "s1", "payload": ["id": "m1", "fromMe": true, "body": "private"]],
                .outgoing
            ),
            (
                .evolution,
                ["event": "messages.upsert", "instance": "s1", "data": ["key": ["id": "m1", "fromMe": false]]],
                .incoming
            ),
            (.wppconnect, ["event": "onmessage", "session": "s1", "id": "m1", "fromMe": false], .incoming),
            (
                .wwebjsAPI,
                [
                    "dataType": "message_create", "sessionId": "s1",
                    "data": ["message": ["id": ["_serialized": "m1", "fromMe": true]]],
                ], .outgoing
            ),
            (
                .gowa,
                ["event": "message", "device_id": "628@s.whatsapp.net", "payload": ["id": "m1", "is_from_me": false]],
                .incoming
            ),
            (.openwa, ["event": "message.sent", "sessionId": "s1", "data": ["id": "m1"]], .outgoing),
        ] as [(GatewayKind, JSON, WebhookEvent.Direction)])
    func messages(kind: GatewayKind, body: JSON, direction: WebhookEvent.Direction) throws {
        let delivery = try deliver(kind, body)
        #expect(delivery.events.map(\.content) == [.message(id: "m1", direction)])
        #expect(!"\(delivery)".contains("private"))
    }

    @Test("GOWA names the account by its number, not by its device")
    func gowaPhone() throws {
        let event = try deliver(
            .gowa, ["event": "message", "device_id": "6281234567890:12@s.whatsapp.net", "payload": ["id": "m"]]
        ).events[0]
        #expect(event.session == nil)
        #expect(event.phone == "6281234567890")
    }

    @Test("OpenWA's failures and its alarm about a session that keeps reconnecting")
    func openwaOnly() throws {
        #expect(
            try deliver(
                .openwa,
                ["event": "message.failed", "sessionId": "s1", "data": ["id": "m", "error": "Session closed"]]
            )
            .events.map(\.content) == [.failure(message: "m", error: "Session closed")])
        #expect(
            try deliver(.openwa, ["event": "session.reconnect_loop", "sessionId": "s1", "data": ["attempts": 5]])
                .events.map(\.content) == [.reconnectLoop(attempts: 5)])
    }

    @Test("a repeated delivery has the same key, another one another")
    func keys() throws {
        let body: JSON = ["id": "evt_01", "event": "message", "session": "s1", "payload": ["id": "m1"]]
        #expect(try deliver(.waha, body).key == "evt_01")
        let first: JSON = ["dataType": "ready", "sessionId": "s1"]
        let second: JSON = ["dataType": "ready", "sessionId": "s2"]
        #expect(try deliver(.wwebjsAPI, first).key == deliver(.wwebjsAPI, first).key)
        #expect(try deliver(.wwebjsAPI, first).key != deliver(.wwebjsAPI, second).key)
    }

    @Test("the words of a header that no signature covers make no new delivery of a captured one")
    func unsignedHeader() throws {
        let body: JSON = [
            "event": "message.received", "timestamp": .string(iso(now)), "sessionId": "s1", "idempotencyKey": "msg_1",
            "deliveryId": "dlv_1", "data": ["id": "m1"],
        ]
        let first = try deliver(.openwa, body, headers: ["X-OpenWA-Idempotency-Key": "k-1"])
        let again = try deliver(.openwa, body, headers: ["X-OpenWA-Idempotency-Key": "k-2"])
        #expect(first.key == again.key)
    }

    @Test("OpenWA's own key can be the same for two messages; both are taken")
    func sameOwnKey() throws {
        func body(_ message: String) -> JSON {
            [
                "event": "message.received", "sessionId": "s1", "idempotencyKey": "msg_s1_unknown",
                "data": ["id": .string(message)],
            ]
        }
        #expect(try deliver(.openwa, body("m1")).key != deliver(.openwa, body("m2")).key)
    }

    @Test(
        "a signed webhook of the day before yesterday is refused: it may be one that was taken and is forgotten",
        arguments: [GatewayKind.waha, .openwa])
    func old(kind: GatewayKind) throws {
        let old = now - .hours(25)
        let body: JSON = [
            "id": "evt_1", "event": "session.status", "timestamp": .integer(old.milliseconds), "session": "s1",
            "sessionId": "s1", "payload": ["status": "WORKING"], "data": ["status": "ready"],
        ]
        let error = #expect(throws: WebhookRejection.self) { try deliver(kind, body) }
        #expect(error?.code == .stale)
    }

    @Test("two equal states without a time are two, minutes apart, and one within seconds")
    func undated() throws {
        let body: JSON = ["dataType": "disconnected", "data": ["reason": "NAVIGATION"], "sessionId": "a"]
        func key(_ at: Timestamp) throws -> String {
            try connection(.wwebjsAPI, FakeTransport(), key: "k-1", secret: "s-1").webhooks
                .receive(.signed(.wwebjsAPI, body.bytes, secret: "s-1", at: at), at: at).key
        }
        #expect(try key(now) == key(now + .seconds(1)))
        #expect(try key(now) != key(now + .minutes(2)))
        #expect(try key(now) != key(now + .hours(23)))
    }

    @Test("of a webhook that is signed with its time, two with equal bodies are two")
    func signedTime() throws {
        let body: JSON = ["event": "session_disconnected", "data": ["session_id": "a", "reason": "NAVIGATION"]]
        func key(_ at: Timestamp) throws -> String {
            try connection(.node, FakeTransport(), key: "k-1", secret: "s-1").webhooks
                .receive(.signed(.node, body.bytes, secret: "s-1", at: at), at: at).key
        }
        #expect(try key(now) == key(now))
        #expect(try key(now) != key(now + .minutes(10)))
    }

    private func iso(_ time: Timestamp) -> String {
        Date(timeIntervalSince1970: Double(time.milliseconds) / 1000).ISO8601Format()
    }

    @Test("what is not understood is kept by its name, and nothing crashes", arguments: GatewayKind.allCases)
    func unknown(kind: GatewayKind) throws {
        let values: [JSON] = [nil, true, 1, "x", [], [:], [[["a": 1]]], .string(String(repeating: "x", count: 10_000))]
        let names = [
            "session_ready", "qr_code_generated", "message_status_updated", "message_received", "session.status",
            "message.ack", "message", "connection.update", "qrcode.updated", "messages.update", "messages.upsert",
            "status-find", "qrcode", "onack", "change_state", "disconnected", "qr", "message_ack", "session.qr",
            "session.restriction", "message.failed", "session.state.changed", "something.new",
        ]
        for name in names {
            for value in values {
                let body: JSON = [
                    "event": .string(name), "dataType": .string(name), "data": value, "payload": value,
                    "session": value, "session_id": value, "sessionId": value, "instance": value,
                    "device_id": value, "id": value, "status": value,
                    "timestamp": value == 1 ? .integer(now.milliseconds) : value,
                    "me": value,
                ]
                let delivery = try deliver(kind, body)
                #expect(!delivery.events.isEmpty)
                if name == "something.new" { #expect(delivery.events.map(\.content) == [.other("something.new")]) }
            }
        }
    }
}
