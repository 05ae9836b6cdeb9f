import Gateways
import HTTPTypes
import SessionHealth
import SessionMonitor
import WallTime

/// Bringing a session back by hand, with the QR code.
struct ReconnectEndpoints {
    private static let modes = ["auto", "soft", "qr"]
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
        try await Self.request(id, newLogin: mode == "qr", call, parts, reason: reason)
        var answer = APIAnswer.ok(try await json(call, id))
        answer.status = 202
        return answer
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
        let state = try await records.reconnects([id]).first.map { ReconnectWriter.state($0, now: call.now) }
        if ["starting", "restarting", "waiting_for_qr", "authenticated"].contains(state)
            || (state == "scan" && !newLogin)
        {
            return
        }
        _ = try await records.requestRecovery(id, newLogin: newLogin, by: call.user, reason: reason)
    }
}
