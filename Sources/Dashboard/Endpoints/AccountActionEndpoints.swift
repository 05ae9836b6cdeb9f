import Gateways
import HTTPTypes
import JobSchedule
import SessionMonitor
import WallTime

/// What people do with accounts.
struct AccountActionEndpoints {
    private static let bulkActions = ["check", "reconnect", "hold", "release", "maintenance", "disable", "enable"]
    private static let bulkLimit = 1000
    private static let longestMaintenance = Duration.days(7)

    private let parts: API.Parts

    init(_ parts: API.Parts) { self.parts = parts }

    private var records: PageRecords { parts.services.records }

    var all: [Endpoint] {
        [
            Endpoint(.post, "/accounts/{id}/check", .operator) { call in
                let job = try await records.checkNow(try call.id(), by: call.user, reason: try call.reason())
                return .accepted("The account is checked as soon as a worker is free.", job: job)
            },
            Endpoint(.post, "/accounts/{id}/hold", .operator) { try await hold($0) },
            Endpoint(.post, "/accounts/{id}/release", .operator) { call in
                try await decide(.release, call, "The account is released, and checked at once.")
            },
            Endpoint(.post, "/accounts/{id}/disable", .operator) { call in
                try await decide(.disable, call, "The account is not watched any more.")
            },
            Endpoint(.post, "/accounts/{id}/enable", .operator) { call in
                try await decide(.enable, call, "The account is watched again, and checked at once.")
            },
            Endpoint(.post, "/accounts/{id}/maintenance", .operator) { call in
                let body = try call.object()
                let reason = try APICall.text(body, "reason", limit: 500)
                let id = try await records.addMaintenance(
                    try window(body, call), account: try call.id(), by: call.user, reason: reason)
                return .accepted("Maintenance window \(id) is set: no recovery and no alerts in it.")
            },
            Endpoint(.delete, "/accounts/{id}/maintenance/{window}", .operator) { call in
                try await records.removeMaintenance(try call.id("window"), account: try call.id(), by: call.user)
                return .ok(["message": "The maintenance window is removed."])
            },
            Endpoint(.post, "/accounts/bulk", .operator) { try await bulk($0) },
        ]
    }

    private func decide(_ decision: PageDecision, _ call: APICall, _ message: String) async throws -> APIAnswer {
        try await records.decide(decision, account: try call.id(), by: call.user, reason: try call.reason())
        return .accepted(message)
    }

    private func hold(_ call: APICall) async throws -> APIAnswer {
        let body = try call.object()
        guard let reason = try APICall.text(body, "reason", limit: 500) else {
            throw APIError(.badRequest, "Say why, in \"reason\": the next person will ask.", field: "reason")
        }
        if try APICall.time(body, "until_at") != nil {
            throw APIError(
                .badRequest,
                "A hold lasts until it is released; for a time that ends by itself add a maintenance window.",
                field: "until_at")
        }
        try await records.decide(.hold, account: try call.id(), by: call.user, reason: reason)
        return .accepted("The account is on hold: watched, and not recovered automatically.")
    }

    /// The window in a body, as the table keeps it.
    private func window(_ body: JSON, _ call: APICall) throws -> JSON {
        let from = try APICall.time(body, "from_at") ?? call.now
        guard let until = try APICall.time(body, "until_at"), until > from, until > call.now else {
            throw APIError(.badRequest, "\"until_at\" must be after \"from_at\" and in the future.", field: "until_at")
        }
        guard until - from <= Self.longestMaintenance else {
            throw APIError(
                .badRequest, "A maintenance window may last 7 days; for longer put the account on hold.",
                field: "until_at")
        }
        let timezone = try APICall.text(body, "timezone", limit: 60) ?? "UTC"
        do {
            _ = try ScheduleZone(timezone)
        } catch {
            throw APIError(.badRequest, error.message, field: "timezone")
        }
        return [
            "from": .time(from), "until": .time(until), "weekly": .bool(body["weekly"].bool ?? false),
            "timezone": .string(timezone), "reason": .text(try APICall.text(body, "reason", limit: 300)),
            "by": .string(call.user),
        ]
    }

    private func bulk(_ call: APICall) async throws -> APIAnswer {
        let body = try call.object()
        guard let action = body["action"].string, Self.bulkActions.contains(action) else {
            throw APIError(
                .badRequest, "\"action\" must be one of \(Self.bulkActions.joined(separator: ", ")).", field: "action")
        }
        let ids = try BulkIDs.read(body, limit: Self.bulkLimit)
        let reason = try APICall.text(body, "reason", limit: 500)
        let window: JSON = action == "maintenance" ? try window(body, call) : .null
        var done = 0
        var failed: [JSON] = []
        for id in ids {
            do {
                try await perform(action, id, call, reason, window)
                done += 1
            } catch {
                let problem = APIFailure.error(error, logger: parts.services.logger, path: call.path)
                failed.append(["id": .integer(id), "message": .string(problem.message)])
            }
        }
        return .ok(["done": .int(done), "failed": .array(failed)])
    }

    private func perform(_ action: String, _ id: Int64, _ call: APICall, _ reason: String?, _ window: JSON) async throws
    {
        switch action {
        case "check": _ = try await records.checkNow(id, by: call.user, reason: reason)
        case "reconnect": try await ReconnectEndpoints.request(id, newLogin: false, call, parts, reason: reason)
        case "maintenance": _ = try await records.addMaintenance(window, account: id, by: call.user, reason: reason)
        case "hold": try await records.decide(.hold, account: id, by: call.user, reason: reason)
        case "release": try await records.decide(.release, account: id, by: call.user, reason: reason)
        case "disable": try await records.decide(.disable, account: id, by: call.user, reason: reason)
        default: try await records.decide(.enable, account: id, by: call.user, reason: reason)
        }
    }
}
