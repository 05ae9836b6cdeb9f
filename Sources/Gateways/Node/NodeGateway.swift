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
            bulkList: .withStatus, statusSource: .memory,
            // Under PM2 in cluster mode each worker knows only its own sessions, and any worker may answer.
            absence: .confirm, deepProbe: false, softRestart: true, stopStart: false, newLogin: .newName, qr: .picture,
            webhookProof: .signedWithTime, stateWebhooks: true, restartSign: .uptime,
            // Its own tries come 5, 10, 20, 40 and 80 s after each other.
            ownRetry: .seconds(155), tellsMoreAlone: true, tellsEnding: true, tellsMemory: true)
    }

    func probe() async throws(GatewayError) -> GatewayProbe {
        // Without the key: these routes need none. `/health/live` is never asked, it is false in a healthy service.
        do throws(GatewayError) {
            return try await probe("/health/detailed")
        } catch {
            guard error.code == .wrongRoute else { throw error }
            return try await probe("/health")
        }
    }

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
        let request = GatewayRequest(.get, "/api/sessions")
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
        if [.disconnected, .failed].contains(observation.status), let metadata = try? await metadata(of: id) {
            NodeShapes.addReason(in: metadata, to: &observation)
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
        guard let observation = NodeShapes.session(answer.json), observation.id == id else {
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
