package import Logging
package import WallTime

/// Sends one gateway's requests: adds its credentials, keeps its limits, tells answers from errors.
package struct GatewayClient: Sendable {
    /// The gateway's name.
    package let name: String
    package let limits: GatewayLimits
    package let clock: any WallClock
    let transport: any GatewayTransport
    let gate: GatewayGate
    let credentials: [GatewayRequest.Parameter]
    let secrets: [Secret]
    let logger: Logger

    /// Makes a client.
    ///
    /// - Parameters:
    ///   - credentials: header fields that every request carries, unless it is sent with `authenticated: false`.
    ///   - secrets: what must not appear in an error, whatever a gateway echoes.
    package init(
        name: String, transport: any GatewayTransport, gate: GatewayGate, limits: GatewayLimits, clock: any WallClock,
        logger: Logger, credentials: [GatewayRequest.Parameter] = [], secrets: [Secret] = []
    ) {
        self.name = name
        self.transport = transport
        self.gate = gate
        self.limits = limits
        self.clock = clock
        self.logger = logger
        self.credentials = credentials
        self.secrets = secrets
    }

    /// Sends a request and reads the answer.
    ///
    /// - Parameter authenticated: whether the client's credentials go with it.
    /// - Throws: `GatewayError` for everything that is not a success or one of `request.reads` with JSON in it.
    package func answer(
        to request: GatewayRequest, authenticated: Bool = true
    ) async throws(GatewayError) -> GatewayAnswer {
        if let problem = request.path.problem { throw error(.invalidRequest, request, problem) }
        try await enter(request)
        defer { gate.release() }
        // After the wait in line: what failed meanwhile counts.
        try askCircuit(request)

        var request = request
        if authenticated { request.headers += credentials }
        let clock = ContinuousClock()
        let start = clock.now
        let response: GatewayResponse
        do {
            response = try await transport.send(request, timeout: request.timeout ?? limits.total)
        } catch {
            let error = self.error(error, request)
            record(error, request)
            throw error
        }
        let latency = start.duration(to: clock.now)
        logger.trace(
            "gateway request",
            metadata: [
                "gateway": "\(name)", "operation": "\(request.operation)", "status": "\(response.status)",
                "ms": "\(latency.wholeMilliseconds)",
            ])
        do throws(GatewayError) {
            let answer = try read(response, to: request, latency: latency)
            gate.withCircuit { $0.succeeded() }
            return answer
        } catch {
            record(error, request)
            throw error
        }
    }

    /// Sends a request whose time-out is an answer of its own: a page that hangs.
    package func answerUnlessTimedOut(to request: GatewayRequest) async throws(GatewayError) -> GatewayAnswer? {
        do throws(GatewayError) {
            return try await answer(to: request)
        } catch {
            guard error.code == .timedOut else { throw error }
            return nil
        }
    }

    private func enter(_ request: GatewayRequest) async throws(GatewayError) {
        do {
            try await gate.acquire()
        } catch {
            throw self.error(.cancelled, request, "cancelled while it waited for its turn")
        }
    }

    private func askCircuit(_ request: GatewayRequest) throws(GatewayError) {
        let now = clock.now()
        guard case .hold(let duration) = gate.withCircuit({ $0.decide(at: now) }) else { return }
        // `enter` has taken a place; the caller's `defer` gives it back.
        throw error(
            .circuitOpen, request,
            "not asked, because its last answers failed or it asked to be left alone; the next try is in "
                + "\(max(1, duration.components.seconds)) s", retryAfter: duration)
    }

    /// Tells the circuit breaker. Only what speaks of the gateway as a whole counts: one session's error does not keep
    /// the others from being asked, and a wrong key does not become right by waiting.
    private func record(_ error: GatewayError, _ request: GatewayRequest) {
        let now = clock.now()
        gate.withCircuit { circuit in
            switch error.code {
            case .unreachable: circuit.failed(at: now)
            case .timedOut where request.timeoutConcernsGateway: circuit.failed(at: now)
            case .overloaded: circuit.failed(at: now, retryAfter: error.retryAfter)
            case .serverError where [502, 503, 504].contains(error.status): circuit.failed(at: now)
            case .cancelled, .timedOut: circuit.withdrew(at: now)
            case .circuitOpen, .invalidRequest: break
            default: circuit.succeeded()
            }
        }
    }

    package func error(
        _ code: GatewayError.Code, _ request: GatewayRequest, _ message: String, status: Int? = nil,
        retryAfter: Duration? = nil
    ) -> GatewayError {
        GatewayError(
            code, gateway: name, operation: request.operation, message: redacted(message), status: status,
            retryAfter: retryAfter)
    }

    private func error(_ error: TransportError, _ request: GatewayRequest) -> GatewayError {
        switch error {
        case .unreachable(let reason):
            self.error(.unreachable, request, reason)
        case .timedOut(let reason):
            self.error(.timedOut, request, reason)
        case .tooLarge(let limit):
            self.error(
                .tooLarge, request,
                "the answer is larger than \(limit) bytes: if it is the gateway's own, raise gatewayBodyLimit")
        case .notHTTP(let reason):
            self.error(
                .badAnswer, request,
                "what listens there does not speak HTTP (\(reason)): check the port, and http:// or https://")
        case .cancelled:
            self.error(.cancelled, request, "cancelled")
        }
    }

    /// Takes our secrets out of a text, should a gateway have echoed one.
    func redacted(_ text: String) -> String {
        secrets.reduce(text) { text, secret in
            // A very short secret would tear words apart, and is none.
            guard secret.revealed.utf8.count >= 4 else { return text }
            return text.split(separator: secret.revealed, omittingEmptySubsequences: false)
                .joined(separator: "(secret)")
        }
    }
}
