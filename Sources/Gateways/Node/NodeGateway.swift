import SessionHealth
import WallTime

/// The Node.js service on whatsapp-web.js: what can be asked of it.
///
/// It exists in two variants, an earlier one that takes its key in a header and a later one that takes it as a parameter;
/// which one it is shows at the first answer.
struct NodeGateway: Gateway {
    let client: NodeClient

    var name: String { client.client.name }
    var kind: GatewayKind { .node }

    var capabilities: GatewayCapabilities {
        GatewayCapabilities(
            bulkList: .withStatus, evidence: .node,
            // Under PM2 in cluster mode each worker knows only its own sessions, and any worker may answer.
            absence: .confirm, deepProbe: false, softRestart: true, stopStart: false, newLogin: .newName, qr: .picture,
            webhookProof: .signedWithTime, stateWebhooks: true, restartSign: .uptime,
            // Its own tries come 5, 10, 20, 40 and 80 s after each other.
            ownRetry: .seconds(155), tellsMoreAlone: true, tellsEnding: true, tellsMemory: true)
    }

    func probe() async throws(GatewayError) -> GatewayProbe {
        // Without the key: these routes need none, and what they take is no sign of how the service takes its key.
        // `/health/live` is never asked, it is false in a healthy service.
        do throws(GatewayError) {
            return try await probe("/health/detailed")
        } catch {
            guard error.isAboutRoute else { throw error }
        }
        do throws(GatewayError) {
            return try await probe("/health")
        } catch {
            guard error.isAboutRoute else { throw error }
        }
        // A proxy that wants a key for them. What the list answers counts.
        let answer = try await client.answer(to: Self.listRequest)
        guard answer.json["sessions"].array != nil else {
            throw client.client.unexpected(Self.listRequest, "has no list of sessions in it")
        }
        return GatewayProbe(at: client.client.clock.now(), latency: answer.latency)
    }

    private static let listRequest = GatewayRequest(.get, "/api/sessions")

    private func probe(_ path: RequestPath) async throws(GatewayError) -> GatewayProbe {
        let request = GatewayRequest(.get, path, reads: [500, 503])
        let answer = try await client.client.answer(to: request)
        guard let probe = NodeShapes.probe(answer, at: client.client.clock.now()) else {
            guard answer.isSuccess else { throw client.client.failure(of: answer.response, to: request) }
            throw client.client.unexpected(request, "has no status in it")
        }
        return probe
    }

    func sessions(known: [String]) async throws(GatewayError) -> SessionList {
        let request = Self.listRequest
        let json = try await client.answer(to: request).json
        guard let items = json["sessions"].array, json["success"].bool != false else {
            throw client.client.unexpected(request, "has no list of sessions in it")
        }
        let observations = items.compactMap(NodeShapes.session)
        return SessionList(
            observations: observations, unreadable: items.count - observations.count,
            isComplete: (json["total"].count ?? items.count) <= items.count)
    }

    func session(_ id: String) async throws(GatewayError) -> SessionLookup {
        guard var observation = try await status(of: id) else { return .notFound }
        // Why a session is down stands with its metadata only. Without it the answer is as good as it was.
        // It starts every session in `qr_scanning`, the linked ones as well: whether a code is shown stands there, too.
        switch observation.status {
        case .disconnected, .failed:
            if let metadata = try? await metadata(of: id) { NodeShapes.addReason(in: metadata, to: &observation) }
        case .qrScanning:
            guard let metadata = try? await metadata(of: id) else { break }
            observation.showsQR = NodeShapes.showsQR(metadata, now: client.client.clock.now())
            // A reason of long ago stays in the metadata: it is this state's where its code is shown.
            if observation.showsQR == true { NodeShapes.addReason(in: metadata, to: &observation) }
        case .unknown where observation.rawStatus.isEmpty:
            observation.detail =
                "the gateway has no state for it: it restored the session and has not heard of it since"
        default: break
        }
        return .found(observation)
    }

    /// A session's status; nil where there is no such session.
    func status(of id: String) async throws(GatewayError) -> SessionObservation? {
        let request = GatewayRequest(.get, "/api/sessions/\(id)/status", reads: [404])
        let answer = try await client.answer(to: request)
        if answer.status == 404 {
            guard NodeShapes.isMissingSession(answer.json) else {
                throw client.client.failure(of: answer.response, to: request)
            }
            return nil
        }
        guard let observation = NodeShapes.session(answer.json), observation.id.isName(id) else {
            throw client.client.unexpected(request, "is not about that session")
        }
        return observation
    }

    /// A session's metadata; nil where there is no such session.
    private func metadata(of id: String) async throws(GatewayError) -> JSON? {
        let request = GatewayRequest(.get, "/api/sessions/\(id)/metadata", reads: [404])
        let answer = try await client.answer(to: request)
        if answer.status == 404 {
            guard NodeShapes.isMissingSession(answer.json) else {
                throw client.client.failure(of: answer.response, to: request)
            }
            return nil
        }
        let metadata = answer.json["metadata"]
        guard metadata.isObject else { throw client.client.unexpected(request, "has no metadata in it") }
        return metadata
    }

    func deepProbe(_ id: String) async throws(GatewayError) -> DeepProbeAnswer {
        throw GatewayError(
            .unsupported, gateway: name, operation: "deep probe",
            message: "the Node service has no call that looks at the browser page itself")
    }

    func qrCode(_ id: String) async throws(GatewayError) -> QRCodeAnswer {
        guard let metadata = try await metadata(of: id) else { return .notFound }
        return NodeShapes.qrCode(metadata, now: client.client.clock.now())
    }
}
