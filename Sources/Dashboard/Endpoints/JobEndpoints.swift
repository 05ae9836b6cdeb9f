import Basics
import Gateways
import HTTPTypes
import JobQueue
import WallTime

/// Jobs: looking, retrying, forgetting, cancelling.
struct JobEndpoints {
    private static let states = JobRecord.State.allCases.map(\.rawValue)
    private static let actions = ["retry", "forget", "cancel"]
    /// One bulk action takes no more: a transaction must not hold the writer for seconds.
    private static let bulkLimit = 1000

    private let parts: API.Parts
    private let reader: JobReader

    init(_ parts: API.Parts) {
        self.parts = parts
        reader = JobReader(settings: parts.settings, knownKinds: parts.services.knownKinds)
    }

    private var jobs: any JobAdministration { parts.services.jobs }

    var all: [Endpoint] {
        [
            Endpoint(.get, "/jobs", .viewer) { try await list($0) },
            Endpoint(.get, "/jobs/{id}", .viewer) { call in
                guard let job = try await jobs.job(JobID(try call.id())) else {
                    throw APIError.missing("job of that id")
                }
                return .ok(reader.detail(job, try await jobs.attempts(of: job.id), isOperator: call.isOperator))
            },
            Endpoint(.post, "/jobs/{id}/retry", .operator) { try await act($0, "retry") },
            Endpoint(.post, "/jobs/{id}/forget", .operator) { try await act($0, "forget") },
            Endpoint(.post, "/jobs/{id}/cancel", .operator) { try await act($0, "cancel") },
            Endpoint(.post, "/jobs/bulk", .operator) { try await bulk($0) },
        ]
    }

    private func list(_ call: APICall) async throws -> APIAnswer {
        let state = JobRecord.State(rawValue: try call.choice("state", Self.states, default: "failed")) ?? .failed
        let limit = try call.limit()
        let filter = JobFilter(
            state: state, queues: try call.names("queue"), kinds: try call.names("kind"),
            search: try call.text("search"), before: try call.number("before", in: 1...Int64.max).map { JobID($0) })
        let page = try await jobs.jobs(matching: filter, limit: limit)
        return .ok([
            "at": .time(call.now), "total": .int(page.total), "total_capped": .bool(page.isCapped),
            "items": .array(page.jobs.map { reader.json($0, isOperator: call.isOperator) }),
            "next_before": page.jobs.count == limit ? .int(page.jobs.last?.id.rawValue) : .null,
            "kinds": .counts(page.kinds),
        ])
    }

    private func act(_ call: APICall, _ action: String) async throws -> APIAnswer {
        let id = try call.id()
        let reason = try call.reason()
        if let problem = try await perform(action, JobID(id)) { throw problem }
        try await parts.audit(call, action, "job \(id)", reason: reason)
        return .accepted(Self.message(action), job: id)
    }

    private static func message(_ action: String) -> String {
        switch action {
        case "retry": "The job waits in its queue again, with its attempts forgotten."
        case "forget": "The failed job and its attempts are deleted."
        default: "The job is cancelled; where it runs, its worker has been told."
        }
    }

    /// Does it; what stood in the way.
    private func perform(_ action: String, _ id: JobID) async throws -> APIError? {
        switch action {
        case "retry":
            let result = try await jobs.retryFailed(.ids([id]))
            if !result.blocked.isEmpty {
                return APIError(.conflict, "A live job has the same unique key: wait until it is done, or cancel it.")
            }
            return result.retried.isEmpty ? .missing("failed job of that id") : nil
        case "forget":
            return try await jobs.forgetFailed(.ids([id])) == 0 ? .missing("failed job of that id") : nil
        default:
            return try await jobs.cancel(id) == .unknown ? .missing("live job of that id") : nil
        }
    }

    private func bulk(_ call: APICall) async throws -> APIAnswer {
        let body = try call.object()
        guard let action = body["action"].string, Self.actions.contains(action) else {
            throw APIError(
                .badRequest, "\"action\" must be one of \(Self.actions.joined(separator: ", ")).", field: "action")
        }
        let reason = try APICall.text(body, "reason", limit: 500)
        let ids = try await ids(body, action)
        var done = 0
        var failed: [JSON] = []
        for id in ids {
            if let problem = try await perform(action, id) {
                failed.append(["id": .integer(id.rawValue), "message": .string(problem.message)])
            } else {
                done += 1
            }
        }
        try await parts.audit(call, action, "\(done) jobs", reason: reason)
        return .ok(["done": .int(done), "failed": .array(failed)])
    }

    private func ids(_ body: JSON, _ action: String) async throws -> [JobID] {
        if !body["ids"].isNull { return try BulkIDs.read(body, limit: Self.bulkLimit).map { JobID($0) } }
        let filter = body["filter"]
        guard filter.isObject else {
            throw APIError(.badRequest, "Send \"ids\", or a \"filter\" that may be {}.", field: "ids")
        }
        let word = try APICall.text(filter, "state", limit: 20) ?? (action == "cancel" ? "pending" : "failed")
        guard let state = JobRecord.State(rawValue: word) else {
            throw APIError(
                .badRequest, "\"state\" must be one of \(Self.states.joined(separator: ", ")).", field: "state")
        }
        let queue = try APICall.text(filter, "queue", limit: 200)
        let kind = try APICall.text(filter, "kind", limit: 200)
        return try await jobs.ids(
            matching: JobFilter(
                state: state, queues: queue.map { [Name($0)] }, kinds: kind.map { [Name($0)] },
                search: try APICall.text(filter, "search", limit: 200)), limit: Self.bulkLimit)
    }
}
