import Gateways
import Hummingbird
import Logging
import NIOCore
import SessionMonitor
import WallTime

/// Takes what gateways tell by themselves: verified, counted once, bounded, and never believed about health. A change of
/// state only makes us look.
struct WebhookIntake: Sendable {
    static let bodyLimit = 1 << 20

    private let services: DashboardServices
    /// What a gateway may send that has proven that it is the one. Nobody else can use it up.
    private let rate = RateLimiter(perSecond: 200, burst: 2000)
    /// What is written to the database of those that fail the check.
    private let forgeries = RateLimiter(perSecond: 1, burst: 60)
    /// How many may be read at a time, of all and of one asker: none has proven anything before it has been read.
    private let reading = ConnectionCounter(limit: 128, perAsker: 32)
    private let refusals: RefusalLog

    init(services: DashboardServices, refusals: RefusalLog) {
        self.services = services
        self.refusals = refusals
    }

    func take(
        _ request: Request, gateway encoded: Substring, asker: String, now: Timestamp,
        body: () async throws -> [UInt8]
    ) async throws -> APIAnswer {
        guard request.method == .post else {
            throw APIError(.methodNotAllowed, "Webhooks are sent with POST.", allowed: "POST")
        }
        guard let gateway = Self.gateway(encoded) else { throw APIError.missing("gateway of that name") }
        let receiver: WebhookReceiver
        do {
            receiver = try await services.fleet.connection(to: gateway).webhooks
        } catch {
            services.logger.debug("A webhook names a gateway that is not known.", metadata: ["gateway": "\(gateway)"])
            throw APIError.missing("gateway of that name")
        }
        guard let query = Percent.query(request.uri.query ?? "") else {
            throw APIError(.badRequest, "The query of the address cannot be read.")
        }
        var headers: [String: String] = [:]
        for field in request.headers where headers[field.name.canonicalName] == nil {
            headers[field.name.canonicalName] = field.value
        }
        guard reading.open(asker) else {
            throw APIError(.tooMany, "Too many webhooks at this moment. Send them again later.", retryAfter: 1000)
        }
        let bytes: [UInt8]
        do {
            defer { reading.close(asker) }
            bytes = try await self.body(body, of: gateway, asker, now)
        }
        let webhook = WebhookRequest(headers: headers, query: query, body: bytes)
        let delivery: WebhookDelivery
        do {
            delivery = try receiver.receive(webhook, at: now)
        } catch {
            note(gateway, error.code.rawValue, error.message, asker, now)
            if let wait = forgeries.take(gateway, now: now) {
                throw APIError(.tooMany, "Too many refused webhooks.", retryAfter: wait.wholeMilliseconds)
            }
            try? await services.monitor.webhookRefused(error.message, from: gateway)
            // The log says why; a stranger learns nothing of which check failed.
            return APIAnswer(status: error.status, body: .json(Self.refusal(error)))
        }
        if let wait = rate.take(gateway, now: now) {
            throw APIError(.tooMany, "Too many webhooks. Send them again later.", retryAfter: wait.wholeMilliseconds)
        }
        let isNew = try await services.records.take(delivery, from: gateway, settings: services.health)
        return .ok(["status": .string(isNew ? "accepted" : "duplicate")])
    }

    /// The gateway's name in the rest of an address: `NAME`, or `NAME/connection-update` as Evolution writes it where its setting
    /// "webhook by events" is on. What follows the name is not read: the event stands in the body.
    static func gateway(_ rest: Substring) -> String? {
        let parts = rest.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count <= 2, parts.count == 1 || parts[1].utf8.count <= 64, let first = parts.first,
            let name = Percent.decoded(first), (1...64).contains(name.utf8.count), !name.contains("/")
        else { return nil }
        return name
    }

    /// The body, or a refusal that says what is wrong with one that is too large.
    private func body(
        _ read: () async throws -> [UInt8], of gateway: String, _ asker: String, _ now: Timestamp
    ) async throws -> [UInt8] {
        do {
            return try await read()
        } catch let error as APIError where error.code == .tooLarge {
            let reason =
                "it is larger than \(Self.bodyLimit) bytes: send no media in webhooks (Evolution: base64 false)"
            note(gateway, "too_large", reason, asker, now)
            if forgeries.take(gateway, now: now) == nil {
                try? await services.monitor.webhookRefused(reason, from: gateway)
            }
            throw APIError(.tooLarge, "The webhook is larger than \(Self.bodyLimit) bytes. Send no media in webhooks.")
        }
    }

    private func note(_ gateway: String, _ code: String, _ reason: String, _ asker: String, _ now: Timestamp) {
        refusals.note(
            "webhook \(gateway) \(code)", "A webhook was refused.",
            metadata: ["gateway": "\(gateway)", "code": "\(code)", "reason": "\(reason)", "address": "\(asker)"],
            now: now)
    }

    private static func refusal(_ rejection: WebhookRejection) -> JSON {
        let error: APIError =
            switch rejection.status {
            case 413: APIError(.tooLarge, "The webhook is too large.")
            case 400: APIError(.badRequest, "The webhook cannot be read.")
            default: APIError(.unauthorized, "The webhook is not signed as it should be.")
            }
        return error.json
    }
}
