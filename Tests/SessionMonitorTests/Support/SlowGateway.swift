import Gateways
import SessionHealth
import Synchronization
import WallTime

/// A gateway whose list is a record, and which lets others go on while it answers; it counts how many questions are in flight.
final class SlowGateway: Gateway {
    let name = "slow"
    let kind = GatewayKind.evolution
    let capabilities = GatewayCapabilities(
        bulkList: .withStatus,
        evidence: EvidenceTable(
            listedStatus: EvidenceTerms(.stored, maximumAge: .minutes(30)), status: EvidenceTerms(.memory)),
        absence: .reliable, deepProbe: false, softRestart: false,
        stopStart: false, newLogin: .sameName, qr: nil, webhookProof: .token, stateWebhooks: false, restartSign: .none,
        ownRetry: .zero)
    private let flight = Mutex((now: 0, most: 0))

    /// The most questions that were in flight at once.
    var mostAtOnce: Int { flight.withLock { $0.most } }

    func probe() async throws(GatewayError) -> GatewayProbe { throw unsupported }
    func sessions(known: [String]) async throws(GatewayError) -> SessionList { throw unsupported }
    func deepProbe(_ id: String) async throws(GatewayError) -> DeepProbeAnswer { throw unsupported }
    func qrCode(_ id: String) async throws(GatewayError) -> QRCodeAnswer { throw unsupported }

    func session(_ id: String) async throws(GatewayError) -> SessionLookup {
        flight.withLock { $0 = ($0.now + 1, max($0.most, $0.now + 1)) }
        await Task.yield()
        flight.withLock { $0.now -= 1 }
        return .found(SessionObservation(id: id, status: .connected, rawStatus: "open"))
    }

    private var unsupported: GatewayError {
        GatewayError(.unsupported, gateway: name, operation: "-", message: "-")
    }
}
