import Gateways
import HTTPTypes
import Hummingbird
import JobQueue
import Logging
import NIOCore
import NIOHTTP1
import WallTime

/// Takes each request through the same doors: name of the host, route, asker, role, token, body, endpoint.
struct DashboardResponder: HTTPResponder {
    private static let api = "/api/v1"
    private static let webhooks = "/api/whatsapp/webhooks/"
    private static let csrfHeader = HTTPField.Name("X-CSRF-Token")

    let doorkeeper: Doorkeeper
    let table: EndpointTable
    let live: LiveEvents
    private let guardian: RequestGuard
    private let site = StaticSite()
    private let services: DashboardServices
    private let intake: WebhookIntake
    private let probes: ProbeEndpoints
    /// Strangers count by address, those that have logged in or bring a token by who they are: no stranger uses up what is theirs.
    private let strangers = RateLimiter(perSecond: 50, burst: 400)
    private let users = RateLimiter(perSecond: 100, burst: 800)
    private let turns = ReadTurns()
    private let trust: ProxyTrust
    private let refusals: RefusalLog
    private let isSecure: Bool

    init(settings: DashboardSettings, services: DashboardServices, random: RandomToken) {
        self.services = services
        isSecure = settings.isSecure
        trust = ProxyTrust(proxies: settings.trustedProxies, header: settings.forwardedHeader)
        refusals = RefusalLog(logger: services.logger)
        doorkeeper = Doorkeeper(settings: settings, random: random)
        guardian = RequestGuard(settings: settings)
        live = LiveEvents(services: services, maximumStreams: settings.maximumStreams)
        intake = WebhookIntake(services: services, refusals: refusals)
        probes = ProbeEndpoints(services: services)
        table = EndpointTable(
            API.endpoints(
                settings: settings, services: services, doorkeeper: doorkeeper, live: live, isSecure: isSecure))
    }

    func respond(to request: Request, context: DashboardContext) async throws -> Response {
        var response: Response
        let takesGzip = StaticSite.takesGzip(request.headers)
        do {
            response = try await answer(request, context, takesGzip)
        } catch is CancellationError {
            throw CancellationError()
        } catch {
            let failure = APIFailure.error(error, logger: services.logger, path: request.uri.path)
            response = APIAnswer.failed(failure).response(takesGzip: takesGzip)
            // What is left of a body that was refused must not be read for ever.
            if failure.code == .tooLarge || failure.code == .timeout || error is HTTPParserError {
                response.headers[.connection] = "close"
                let channel = context.channel
                context.channel.eventLoop.scheduleTask(in: .milliseconds(500)) { channel.close(promise: nil) }
            }
        }
        SecurityHeaders.add(to: &response.headers, isSecure: isSecure)
        if request.method == .head { response.body = ResponseBody() }
        return response
    }

    private func answer(_ request: Request, _ context: DashboardContext, _ takesGzip: Bool) async throws -> Response {
        let now = services.clock.now()
        let path = request.uri.path
        let authority = request.head.authority
        let asker = asker(request.headers, context)
        // The senders of these two are programs with proofs of their own, under whatever name they know us by.
        if path == "/healthz" { return ProbeEndpoints.alive.response(takesGzip: false) }
        if path == "/readyz" { return await probes.ready(now: now).response(takesGzip: false) }
        if path.hasPrefix(Self.webhooks) {
            let reader = BodyReader(limit: WebhookIntake.bodyLimit)
            let gateway = path.dropFirst(Self.webhooks.count)
            return try await intake.take(request, gateway: gateway, asker: asker.address, now: now) {
                try await reader.read(request)
            }.response(takesGzip: false)
        }
        guard guardian.allows(authority: authority) else {
            throw APIError(
                .forbidden,
                "This server does not answer under that host name. Add it to dashboard.hosts or dashboard.publicURL in denyut.json."
            )
        }
        if path == "/metrics" {
            let identity = try doorkeeper.identify(request.headers, now: now)
            let isLocal = guardian.isLocal(address: context.address, authority: authority, headers: request.headers)
            guard isLocal || identity != nil else {
                throw APIError(.unauthorized, "Metrics need an API token from elsewhere than this machine.")
            }
            return try await probes.metrics(now: now).response(takesGzip: takesGzip)
        }
        if path == Self.api || path.hasPrefix(Self.api + "/") {
            return try await call(request, asker, path: path.dropFirst(Self.api.count), authority, now)
                .response(takesGzip: takesGzip)
        }
        guard request.method == .get || request.method == .head else {
            throw APIError(.methodNotAllowed, "This address takes GET only.", allowed: "GET, HEAD")
        }
        guard let response = site.answer(path, headers: request.headers) else {
            throw APIError(.notFound, "There is nothing at this address.")
        }
        return response
    }

    private func call(
        _ request: Request, _ asker: LoginAsker, path: Substring, _ authority: String?, _ now: Timestamp
    ) async throws -> APIAnswer {
        let identity = try admit(request.headers, asker, now)
        let method = request.method == .head ? HTTPRequest.Method.get : request.method
        let (endpoint, parameters) = try table.find(method, path)
        let isByToken = identity?.proof == .token
        // Reading is guarded as well: answers must not be drawn into another site's page.
        if !isByToken, !guardian.isOwn(request.headers, authority: authority) {
            throw APIError(.csrf, "This request comes from another site. Open Denyut itself and try again.")
        }
        try Self.check(endpoint, identity)
        if let identity, !isByToken, method != .get, endpoint.access != .everyone {
            try verify(request.headers, identity, now)
        }
        guard let query = Percent.query(request.uri.query ?? "") else {
            throw APIError(.badRequest, "The query of the address cannot be read.")
        }
        let body = method == .get ? [] : try await BodyReader(limit: endpoint.bodyLimit).read(request)
        let call = APICall(
            method: method, path: String(path), parameters: parameters, query: query, headers: request.headers,
            body: body, identity: identity, asker: asker, now: now)
        guard method == .get, let identity else { return try await endpoint.handler(call) }
        return try await turns.run(of: identity.user) { try await endpoint.handler(call) }
    }

    /// Who asks, if that is known, and whether they may ask now.
    private func admit(_ headers: HTTPFields, _ asker: LoginAsker, _ now: Timestamp) throws -> Identity? {
        let identity = Result { try doorkeeper.identify(headers, now: now) }
        if case .success(let identity?) = identity {
            if let wait = users.take(identity.user, now: now) {
                throw APIError(
                    .tooMany, "Too many requests of \(identity.user). Wait a moment.",
                    retryAfter: wait.wholeMilliseconds)
            }
        } else if let wait = strangers.take(asker.address, now: now) {
            throw APIError(
                .tooMany, "Too many requests from this address. Wait a moment.", retryAfter: wait.wholeMilliseconds)
        }
        return try identity.get()
    }

    /// Whom a request is counted as, before anything is proven.
    private func asker(_ headers: HTTPFields, _ context: DashboardContext) -> LoginAsker {
        let peer = context.peer
        if let peer, !trust.isProxy(peer), HTTPField.Name(trust.header.rawValue).flatMap({ headers[$0] }) != nil {
            refusals.note(
                "forwarded",
                "A request came through a proxy that dashboard.trustedProxies does not name: all who come through it count as one.",
                metadata: ["address": "\(context.address)"], now: services.clock.now())
        }
        let address = trust.asker(headers, peer: peer)
        return LoginAsker(address: address?.asker ?? "local", network: address?.network ?? "local", device: nil)
    }

    /// Says what was refused in silence, now and then, until the task is cancelled.
    func tellRefusals() async {
        while !Task.isCancelled {
            try? await Task.sleep(for: .seconds(30))
            refusals.flush(now: services.clock.now())
        }
    }

    private static func check(_ endpoint: Endpoint, _ identity: Identity?) throws {
        if endpoint.access == .everyone { return }
        guard let identity else {
            throw APIError(.unauthorized, "Log in first, or send an API token as: Authorization: Bearer TOKEN")
        }
        if endpoint.access == .token, identity.proof != .token {
            throw APIError(.forbidden, "This address takes API tokens only. Make one with: denyut api-token")
        }
        if endpoint.access != .viewer, identity.role != .operator {
            throw APIError(.forbidden, "A viewer cannot do this: ask an operator.")
        }
    }

    /// The token that only a page of ours can know.
    private func verify(_ headers: HTTPFields, _ identity: Identity, _ now: Timestamp) throws {
        guard case .session(let digest) = identity.proof,
            let session = doorkeeper.sessions.find(digest: digest, now: now),
            let sent = Self.csrfHeader.flatMap({ headers[$0] }), SameBytes.compare(sent, session.csrf)
        else {
            throw APIError(.csrf, "The header X-CSRF-Token is missing or old. Reload the page.")
        }
    }
}
