import Gateways
import Logging
import SessionHealth
import Synchronization
import WallTime

/// A gateway in memory: its sessions and faults are set by the test, and what was asked of it is counted.
final class FakeGateway: Gateway, SoftRecovery, DestructiveRecovery {
    struct State {
        var sessions: [String: SessionObservation] = [:]
        /// What it says of a session alone, where that differs from its list.
        var alone: [String: SessionObservation] = [:]
        /// What the question after one session fails with.
        var aloneFailure: GatewayError.Code?
        /// How long it wants to be left alone.
        var retryAfter: Duration?
        /// What the list, and what the probe fails with, beside `failure`.
        var listFailures: [GatewayError.Code] = []
        /// What each question fails with.
        var failure: GatewayError.Code?
        var uptime: Duration? = .hours(100)
        var isComplete = true
        var lists = 0
        var probes = 0
        var lookups: [String] = []
        var restarts: [String] = []
        /// What a restart fails with.
        var restartFailure: GatewayError.Code?
        /// What it says to a restart, a stop and a start.
        var answer = RecoveryAnswer.accepted
        var stops: [String] = []
        var creations: [String] = []
        var ends: [String] = []
        var qr: String?
    }

    let name: String
    let kind: GatewayKind
    let capabilities: GatewayCapabilities
    let clock: any WallClock
    let state = Mutex(State())

    init(
        _ name: String = "main", kind: GatewayKind = .node, clock: any WallClock,
        absence: GatewayCapabilities.Absence = .reliable, aloneSource: EvidenceSource? = nil
    ) {
        self.name = name
        self.kind = kind
        self.clock = clock
        capabilities = GatewayCapabilities(
            bulkList: .withStatus,
            evidence: EvidenceTable(
                listedStatus: EvidenceTerms(.memory, maximumAge: .minutes(30)),
                status: EvidenceTerms(aloneSource ?? .memory, maximumAge: .minutes(5)), ending: EvidenceTerms(.memory),
                code: EvidenceTerms(.memory), login: EvidenceTerms(.memory, absence: .denial),
                number: EvidenceTerms(.memory), restriction: EvidenceTerms(.memory)),
            absence: absence, deepProbe: false, softRestart: true,
            stopStart: true, newLogin: .sameName, qr: .picture, webhookProof: .signedWithTime, stateWebhooks: true,
            restartSign: .uptime, ownRetry: .zero)
    }

    /// The connection to it. Its webhooks are verified with the secret `webhook-secret`.
    func connection(_ configuration: GatewayConfiguration) -> GatewayConnection {
        var connection = GatewayFactory.connection(
            to: configuration, transport: NoTransport(), clock: clock, logger: Logger(label: "gateway"))
        connection.gateway = self
        connection.softRecovery = self
        connection.destructiveRecovery = self
        return connection
    }

    func set(_ session: String, _ status: SessionStatus, raw: String? = nil, showsQR: Bool? = nil) {
        state.withLock {
            $0.sessions[session] = SessionObservation(
                id: session, status: status, rawStatus: raw ?? status.rawValue, showsQR: showsQR)
        }
    }

    /// What it says of a session when it is asked for it alone; nil: the same as its list.
    func setAlone(_ session: String, _ status: SessionStatus?) {
        state.withLock {
            $0.alone[session] = status.map { SessionObservation(id: session, status: $0, rawStatus: $0.rawValue) }
        }
    }

    func fail(_ code: GatewayError.Code?) {
        state.withLock { $0.failure = code }
    }

    /// Every call that did something to a session.
    var calls: [String] {
        state.withLock { state in
            state.restarts.map { "restart \($0)" } + state.stops.map { "stop \($0)" }
                + state.creations.map { "create \($0)" } + state.ends.map { "end \($0)" }
        }
    }

    private func check(_ operation: String) throws(GatewayError) {
        guard let code = state.withLock({ $0.failure }) else { return }
        throw GatewayError(
            code, gateway: name, operation: operation, message: "as the test wants",
            retryAfter: state.withLock { $0.retryAfter })
    }

    func probe() async throws(GatewayError) -> GatewayProbe {
        state.withLock { $0.probes += 1 }
        try check("probe")
        let uptime = state.withLock { $0.uptime }
        return GatewayProbe(at: clock.now(), latency: .milliseconds(3), uptime: uptime)
    }

    func sessions(known: [String]) async throws(GatewayError) -> SessionList {
        state.withLock { $0.lists += 1 }
        try check("list")
        if let code = state.withLock({ $0.listFailures.isEmpty ? nil : $0.listFailures.removeFirst() }) {
            throw GatewayError(code, gateway: name, operation: "list", message: "as the test wants")
        }
        let (sessions, isComplete) = state.withLock { ($0.sessions.values.sorted { $0.id < $1.id }, $0.isComplete) }
        return SessionList(observations: sessions, isComplete: isComplete)
    }

    func session(_ id: String) async throws(GatewayError) -> SessionLookup {
        state.withLock { $0.lookups.append(id) }
        try check("status")
        if let code = state.withLock({ $0.aloneFailure }) {
            throw GatewayError(code, gateway: name, operation: "status", message: "as the test wants")
        }
        return state.withLock { $0.alone[id] ?? $0.sessions[id] }.map(SessionLookup.found) ?? .notFound
    }

    func deepProbe(_ id: String) async throws(GatewayError) -> DeepProbeAnswer {
        throw GatewayError(.unsupported, gateway: name, operation: "deep probe", message: "none")
    }

    func qrCode(_ id: String) async throws(GatewayError) -> QRCodeAnswer {
        try check("qr")
        guard let text = state.withLock({ $0.qr }), let code = QRCode(text) else { return .notReady }
        return .code(code)
    }

    func softRestart(_ session: SessionReference) async throws(GatewayError) -> RecoveryAnswer {
        try check("restart")
        if let code = state.withLock({ $0.restartFailure }) {
            throw GatewayError(code, gateway: name, operation: "restart", message: "declined")
        }
        state.withLock { if $0.answer == .accepted { $0.restarts.append(session.id) } }
        return state.withLock { $0.answer }
    }

    func stop(_ session: SessionReference) async throws(GatewayError) -> RecoveryAnswer {
        state.withLock { if $0.answer == .accepted { $0.stops.append(session.id) } }
        return state.withLock { $0.answer }
    }
    func start(_ session: SessionReference) async throws(GatewayError) -> RecoveryAnswer { .accepted }

    func createSession(_ session: SessionReference) async throws(GatewayError) -> NewSession {
        try check("create")
        state.withLock { $0.creations.append(session.id) }
        return NewSession(id: session.id, status: .qrScanning)
    }

    func endSession(_ session: SessionReference) async throws(GatewayError) -> RecoveryAnswer {
        try check("end")
        state.withLock { $0.ends.append(session.id) }
        return .accepted
    }
}

/// Brings nothing: all that is asked goes to the gateway in memory.
struct NoTransport: GatewayTransport {
    func send(_ request: GatewayRequest, timeout: Duration) async throws(TransportError) -> GatewayResponse {
        throw TransportError.cancelled
    }
}
