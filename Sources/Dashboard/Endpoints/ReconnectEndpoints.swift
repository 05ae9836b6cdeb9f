import Gateways
import HTTPTypes
import SessionHealth
import SessionMonitor
import WallTime

/// Bringing a session back by hand, with the QR code.
struct ReconnectEndpoints {
    private static let modes = ["auto", "soft", "qr", "scan"]
    /// Nothing recovers the account by itself while somebody looks at its code.
    private static let watchFor = Duration.seconds(45)

    private let parts: API.Parts

    init(_ parts: API.Parts) { self.parts = parts }

    private var records: PageRecords { parts.services.records }

    var all: [Endpoint] {
        [
            Endpoint(.get, "/accounts/{id}/reconnect", .operator) { call in .ok(try await json(call, try call.id())) },
            Endpoint(.post, "/accounts/{id}/reconnect", .operator) { try await begin($0) },
            Endpoint(.delete, "/accounts/{id}/reconnect", .operator) { call in
                let id = try call.id()
                try await records.cancelRecovery(id, by: call.user)
                return .ok(try await json(call, id))
            },
            Endpoint(.put, "/accounts/{id}/reconnect/watch", .operator) { call in
                try await records.watchQR(try call.id(), until: call.now + Self.watchFor)
                return .done
            },
        ]
    }

    private func json(_ call: APICall, _ id: Int64) async throws -> JSON {
        guard let row = try await records.reconnects([id]).first else { throw APIError.missing("account of that id") }
        return ReconnectWriter.json(
            row, maximumWindows: parts.services.health.maxQrWindows, now: parts.services.clock.now())
    }

    private func begin(_ call: APICall) async throws -> APIAnswer {
        let id = try call.id()
        let body: JSON = call.body.isEmpty ? [:] : try call.object()
        let mode = body["mode"].isNull ? "auto" : body["mode"].string ?? ""
        guard Self.modes.contains(mode) else {
            throw APIError(.badRequest, "\"mode\" must be one of \(Self.modes.joined(separator: ", ")).", field: "mode")
        }
        let reason = try APICall.text(body, "reason", limit: 500)
        try await Self.look(id, isAsked: mode == "scan", call, parts)
        if mode != "scan" {
            try await Self.request(id, newLogin: mode == "qr", call, parts, reason: reason)
        }
        var answer = APIAnswer.ok(try await json(call, id))
        answer.status = 202
        return answer
    }

    /// Has the code fetched that the session shows, at once and again while somebody looks: nothing is done to the session.
    ///
    /// - Parameter isAsked: the person wants the code and nothing else; else only where there may be one.
    private static func look(_ id: Int64, isAsked: Bool, _ call: APICall, _ parts: API.Parts) async throws {
        let records = parts.services.records
        guard let row = try await records.reconnects([id]).first else { throw APIError.missing("account of that id") }
        guard isAsked || row.gatewayStatus == "qr_scanning" || ReconnectWriter.hasQR(row, call.now) else { return }
        try await records.watchQR(id, until: call.now + watchFor)
    }

    /// Asks a worker to bring the account back; what can be told at once is refused here.
    static func request(
        _ id: Int64, newLogin: Bool, _ call: APICall, _ parts: API.Parts, reason: String?
    ) async throws {
        let records = parts.services.records
        guard let account = try await records.accounts(ids: [id], now: call.now).first else {
            throw APIError.missing("account of that id")
        }
        if account.isDisabled {
            throw APIError(.blocked, "The account is disabled. Enable it first.", gate: "disabled")
        }
        // Who has the code on the screen and asks for a new one has seen that it is of no use.
        var insists = false
        if let row = try await records.reconnects([id]).first {
            // What runs goes on, and a code that is shown is not taken away; only a new login that is asked for begins anew.
            let isRunning = row.job != nil || row.attempt.map { $0.endedAt == nil } ?? false
            let isShown = ReconnectWriter.hasQR(row, call.now)
            if isShown ? !newLogin : isRunning { return }
            insists = isShown && newLogin
        }
        _ = try await records.requestRecovery(
            id, newLogin: newLogin, insists: insists, by: call.user, reason: reason)
    }
}
