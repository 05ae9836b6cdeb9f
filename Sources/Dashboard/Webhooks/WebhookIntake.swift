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
    private let rate = RateLimiter(perSecond: 200, burst: 2000)
    /// Those that fail the check are hindered sooner.
    private let forgeries = RateLimiter(perSecond: 1, burst: 60)

    init(services: DashboardServices) {
        self.services = services
    }

    func take(
        _ request: Request, gateway encoded: Substring, now: Timestamp, body: () async throws -> [UInt8]
    ) async throws -> APIAnswer {
        guard request.method == .post else { throw APIError(.methodNotAllowed, "Webhooks are sent with POST.") }
        guard let gateway = Percent.decoded(encoded), (1...64).contains(gateway.count), !gateway.contains("/") else {
            throw APIError.missing("gateway of that name")
        }
        if let wait = rate.take(gateway, now: now) {
            throw APIError(.tooMany, "Too many webhooks. Send them again later.", retryAfter: wait.wholeMilliseconds)
        }
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
        let webhook = WebhookRequest(headers: headers, query: query, body: try await body())
        let delivery: WebhookDelivery
        do {
            delivery = try receiver.receive(webhook, at: now)
        } catch {
            services.logger.warning(
                "A webhook was refused.",
                metadata: ["gateway": "\(gateway)", "code": "\(error.code.rawValue)", "reason": "\(error.message)"])
            if let wait = forgeries.take(gateway, now: now) {
                throw APIError(.tooMany, "Too many refused webhooks.", retryAfter: wait.wholeMilliseconds)
            }
            try? await services.monitor.webhookRefused(error.message, from: gateway)
            // The log says why; a stranger learns nothing of which check failed.
            return APIAnswer(status: error.status, body: .json(Self.refusal(error)))
        }
        let isNew = try await services.records.take(delivery, from: gateway)
        return .ok(["status": .string(isNew ? "accepted" : "duplicate")])
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
