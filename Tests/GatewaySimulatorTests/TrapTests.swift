import Testing
import WallTime

@testable import GatewaySimulator

/// What makes each kind of gateway dangerous to those who do not know it.
@Suite("The traps of the gateways")
struct TrapTests {
    private func bench(_ kind: GatewayKind, _ roles: SessionRole...) -> Bench {
        var options = SimulatorOptions()
        options.fleet.kind = kind
        return Bench(options, SessionMix(pattern: roles), sessions: roles.count)
    }

    @Test("WAHA lists stopped sessions only where it is asked for all")
    func wahaStopped() {
        var waha = bench(.waha, .healthy, .healthy)
        #expect(waha.ask("POST", "/api/sessions/wa-02/stop").status == 201)
        #expect(waha.ask("GET", "/api/sessions").json.elements?.count == 1)
        let all = waha.ask("GET", "/api/sessions?all=true").json.elements
        #expect(all?.compactMap { $0["status"]?.text } == ["WORKING", "STOPPED"])
        #expect(waha.ask("GET", "/api/sessions/wa-02").json["status"] == "STOPPED")
    }

    @Test("WAHA answers 422 to what a session cannot do in its state")
    func wahaWrongState() {
        var waha = bench(.waha, .healthy)
        let refused = waha.ask("GET", "/api/wa-01/auth/qr")
        #expect(refused.status == 422)
        #expect(refused.json["expected"] == ["SCAN_QR_CODE"])
        #expect(waha.ask("POST", "/api/sessions", ["name": "wa-01"]).status == 422)
    }

    @Test("WAHA's screenshot fails where the page is dead and the status says WORKING")
    func wahaScreenshot() {
        var waha = bench(.waha, .crashed, .healthy)
        #expect(waha.ask("GET", "/api/sessions/wa-01").json["status"] == "WORKING")
        #expect(waha.ask("GET", "/api/screenshot?session=wa-01").status == 500)
        #expect(waha.ask("GET", "/api/screenshot?session=wa-02").answer.bytes.starts(with: [0xFF, 0xD8, 0xFF]))
    }

    @Test("WAHA starts from scratch after a logout, and keeps the login through everything else")
    func wahaLogout() {
        var waha = bench(.waha, .healthy)
        for call in ["stop", "start", "restart", "start"] {
            #expect(waha.ask("POST", "/api/sessions/wa-01/\(call)").status == 201)
            waha.pass(.seconds(5))
            #expect(waha.fleet["wa-01"]?.hasLogin == true)
        }
        #expect(waha.ask("GET", "/api/sessions/wa-01").json["status"] == "WORKING")
        #expect(waha.ask("POST", "/api/sessions/wa-01/logout").status == 201)
        waha.pass(.seconds(5))
        #expect(waha.ask("GET", "/api/sessions/wa-01").json["status"] == "SCAN_QR_CODE")
    }

    @Test("WAHA signs its webhooks with SHA-512")
    func wahaSignature() {
        let headers = WAHADialect().webhookHeaders(
            WebhookEvent(["a": 1], id: "evt_1"), secret: "key", attempt: 1, at: Timestamp(seconds: 1))
        let values = Dictionary(uniqueKeysWithValues: headers)
        // printf '{"a":1}' | openssl dgst -sha512 -hmac key
        #expect(
            values["X-Webhook-Hmac"]
                == "dc7d8a6a7926059e98697ef54a65f745d924fc3e13c1176879dcdc84eac480bae377fa06d1ebcc6fab1375cd9bd611a1899694cc4ca7dc0f629d8b8133c5c83d"
        )
        #expect(values["X-Webhook-Hmac-Algorithm"] == "sha512")
        #expect(values["X-Webhook-Timestamp"] == "1000")
    }

    @Test("Evolution goes on listing as open what its memory lost")
    func evolutionDatabase() throws {
        var evolution = bench(.evolution, .healthy)
        try evolution.command(["do": "restart", "down": 0, "restores": false])
        let row = evolution.ask("GET", "/instance/fetchInstances").json.elements?.first
        #expect(row?["connectionStatus"] == "open")
        #expect(row?["token"]?.text?.isEmpty == false)
        let live = evolution.ask("GET", "/instance/connectionState/wa-01").json
        #expect(live["instance"]?["instanceName"] == "wa-01")
        #expect(live["instance"]?["state"] == nil)
    }

    @Test("Evolution answers 200 to a restart that it refuses, and knows no PUT for it")
    func evolutionRestart() {
        var evolution = bench(.evolution, .disconnected, .healthy)
        let refused = evolution.ask("POST", "/instance/restart/wa-01")
        #expect(refused.status == 200)
        #expect(refused.json["error"] == true)
        #expect(evolution.fleet.calls.isEmpty)
        #expect(evolution.ask("PUT", "/instance/restart/wa-02").status == 404)
        #expect(evolution.ask("POST", "/instance/restart/wa-02").json["instance"]?["instanceName"] == "wa-02")
    }

    @Test("Evolution counts no code before it has drawn one")
    func evolutionCode() {
        var evolution = bench(.evolution, .loggedOut)
        #expect(evolution.ask("GET", "/instance/connect/wa-01").json == ["count": 0])
        evolution.pass(.seconds(2))
        let code = evolution.ask("GET", "/instance/connect/wa-01").json
        #expect(code["base64"]?.text?.hasPrefix("data:image/png;base64,") == true)
        #expect(code["count"] == 1)
        #expect(evolution.ask("DELETE", "/instance/logout/wa-01").status == 200)
        #expect(evolution.ask("DELETE", "/instance/logout/wa-01").status == 400)
    }

    @Test("Evolution's webhooks carry its token, and at most a proof of who sent them")
    func evolutionWebhook() throws {
        let headers = EvolutionDialect().webhookHeaders(
            WebhookEvent([:]), secret: "key", attempt: 1, at: Timestamp(seconds: 1_700_000_000))
        let token = try #require(headers.first?.value)
        #expect(token.hasPrefix("Bearer eyJ"))
        #expect(token.split(separator: ".").count == 3)
        #expect(!token.contains("="))
    }

    @Test("WPPConnect answers CLOSED for a session that it never had, and lists names without states")
    func wppconnectClosed() {
        var wpp = bench(.wppconnect, .disconnected, .missing)
        func status(_ session: String) -> JSON? {
            let token = WPPConnectDialect.token(for: session, secretKey: "THISISMYSECURETOKEN")
            return wpp.ask(
                "GET", "/api/\(session)/status-session", headers: ["authorization": "Bearer \(token)"]
            ).json["status"]
        }
        #expect(["wa-01", "wa-02", "nobody"].map(status) == ["CLOSED", "CLOSED", "CLOSED"])
        #expect(wpp.ask("GET", "/api/THISISMYSECURETOKEN/show-all-sessions").json == ["response": ["wa-01"]])
        #expect(wpp.ask("GET", "/api/wrong/show-all-sessions").status == 400)
    }

    @Test("WPPConnect ends when it is asked whether it is unhealthy")
    func wppconnectUnhealthy() {
        var wpp = bench(.wppconnect, .healthy)
        #expect(wpp.ask("GET", "/unhealthy").status == 503)
        #expect(wpp.fleet.run == 2)
        #expect(wpp.fleet.loaded().allSatisfy { $0.phase == .absent })
    }

    @Test("WPPConnect says CONNECTED while its page is dead")
    func wppconnectLie() {
        var wpp = bench(.wppconnect, .crashed)
        let token = WPPConnectDialect.token(for: "wa-01", secretKey: "THISISMYSECURETOKEN")
        let headers = ["authorization": "Bearer \(token)"]
        #expect(wpp.ask("GET", "/api/wa-01/status-session", headers: headers).json["status"] == "CONNECTED")
        #expect(wpp.ask("GET", "/api/wa-01/check-connection-session", headers: headers).json["status"] == false)
    }

    @Test("wwebjs-api answers 200 for a session that is not there, and so for one that is starting")
    func wwebjsMissing() {
        var api = bench(.wwebjsAPI, .healthy, .starting, .crashed, .waiting)
        let answers = (1...5).map { api.ask("GET", "/session/status/wa-0\($0)") }
        #expect(answers.allSatisfy { $0.status == 200 })
        #expect(
            answers.map { $0.json["message"] } == [
                "session_connected", "session_not_found", "browser tab closed", "session_not_connected",
                "session_not_found",
            ])
    }

    @Test("wwebjs-api deletes every login that is not connected right now, at a GET")
    func wwebjsTerminateInactive() {
        var api = bench(.wwebjsAPI, .healthy, .disconnected, .authenticated)
        #expect(api.ask("GET", "/session/terminateInactive").status == 200)
        #expect(api.fleet.slots.map(\.hasLogin) == [true, false, false])
        #expect(api.fleet.calls.count { $0.wasDestructive } == 2)
    }

    @Test("GOWA calls a device connected that nobody is logged in to")
    func gowaWords() {
        var gowa = bench(.gowa, .healthy, .waiting, .disconnected, .loggedOut)
        let list = gowa.ask("GET", "/devices").json["results"]?.elements
        #expect(
            list?.compactMap { $0["state"]?.text } == ["logged_in", "connected", "disconnected", "disconnected"])
        // "Logged in" is what this socket is now; the login of a device stands in the list.
        #expect(gowa.ask("GET", "/devices/wa-01/status").json["results"]?["is_logged_in"] == true)
        #expect(gowa.ask("GET", "/devices/wa-03/status").json["results"]?["is_logged_in"] == false)
        #expect(list?.map { $0["jid"]?.text?.isEmpty } == [false, true, false, true])
        #expect(gowa.ask("GET", "/devices/nobody/status").status == 500)
    }

    @Test("Evolution's database says open of an instance that it has lost, and its memory says close")
    func evolutionRow() {
        var evolution = bench(.evolution, .disconnected, .loggedOut)
        let rows = evolution.ask("GET", "/instance/fetchInstances").json.elements
        #expect(rows?.compactMap { $0["connectionStatus"]?.text } == ["open", "close"])
        let states = ["wa-01", "wa-02"].map {
            evolution.ask("GET", "/instance/connectionState/\($0)").json["instance"]?["state"]?.text
        }
        #expect(states == ["close", "close"])
    }

    @Test("GOWA ends with all its devices when one of them is replaced")
    func gowaConflict() throws {
        var gowa = bench(.gowa, .healthy, .healthy)
        try gowa.command(["do": "fault", "session": "wa-01", "fault": "conflict"])
        #expect(gowa.fleet.run == 2)
        #expect(gowa.ask("GET", "/devices").answer.delivery == .closed)
    }

    @Test("GOWA draws a code at a call, and links to its picture")
    func gowaCode() throws {
        var gowa = bench(.gowa, .loggedOut)
        let results = gowa.ask("GET", "/devices/wa-01/login").json["results"]
        let link = try #require(results?["qr_link"]?.text)
        #expect(results?["qr_duration"] == 30)
        let path = String(link.dropFirst("http://127.0.0.1".count))
        #expect(gowa.ask("GET", path).answer.bytes.starts(with: [0x89, 0x50, 0x4E, 0x47]))
    }

    @Test("OpenWA lists no more than it is asked for, and a thousand at most")
    func openwaPages() {
        var options = SimulatorOptions()
        options.fleet.kind = .openwa
        var openwa = Bench(options, SessionMix(pattern: [.healthy]), sessions: 120)
        func ids(_ query: String) -> [String] {
            (openwa.ask("GET", "/api/sessions" + query).json.elements ?? []).compactMap { $0["id"]?.text }
        }
        #expect(ids("").count == 50)
        #expect(ids("?limit=1000").count == 120)
        #expect(ids("?limit=100&offset=100") == (101...120).map { "wa-\($0)" })
        #expect(ids("?name=wa-007") == ["wa-007"])
        #expect(openwa.ask("GET", "/api/sessions?limit=1001").status == 400)
    }

    @Test("OpenWA asks for a person where a number is banned")
    func openwaBanned() {
        var openwa = bench(.openwa, .banned, .timeLocked)
        let banned = openwa.ask("GET", "/api/sessions/wa-01").json
        #expect(banned["status"] == "action_required")
        #expect(banned["restriction"]?["code"] == 403)
        let locked = openwa.ask("GET", "/api/sessions/wa-02").json
        #expect(locked["status"] == "ready")
        #expect(locked["restriction"]?["code"] == 463)
        #expect(openwa.ask("POST", "/api/sessions/wa-02/start").status == 400)
    }

    @Test("wa-automate has one session, and tells most of it in its health")
    func waAutomate() {
        var automate = bench(.waAutomate, .waiting)
        let health = automate.ask("GET", "/health").json
        #expect(health["connected"] == false)
        // It waits for the scan in the phase that is called so, with the code beside it.
        #expect(health["session"]?["state"] == "AUTHENTICATING")
        #expect(health["qr"]?.text?.hasPrefix("2@") == true)
        #expect(automate.ask("GET", "/qr").json["qr"]?.text?.hasPrefix("2@") == true)
        #expect(automate.ask("GET", "/api/sessions").status == 404)
    }
}
