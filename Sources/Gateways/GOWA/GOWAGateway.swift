import SessionHealth
import WallTime

/// GOWA, go-whatsapp-web-multidevice: what can be asked of it. What we call a session is a device there.
///
/// Paths as in its `docs/openapi.yaml` (9.0.0).
struct GOWAGateway: Gateway {
    let client: GatewayClient

    var name: String { client.name }
    var kind: GatewayKind { .gowa }

    var capabilities: GatewayCapabilities {
        GatewayCapabilities(
            bulkList: .withStatus, evidence: .gowa, absence: .reliable, deepProbe: false, softRestart: true,
            stopStart: false, newLogin: .sameName, qr: .picture, webhookProof: .signed,
            // Its webhooks tell of messages only (gowa#430).
            stateWebhooks: false, restartSign: .none, ownRetry: .seconds(60), tellsMoreAlone: true,
            // Its receipts are delivered, read and played (`docs/webhook-payload.md`).
            tellsServerAcknowledgement: false, qrOnDemand: true,
            // A replaced stream makes it exit (`infrastructure/whatsapp/event_handler.go`).
            conflictEndsGateway: true)
    }

    func probe() async throws(GatewayError) -> GatewayProbe {
        do throws(GatewayError) {
            // With the key: a proxy, or GOWA itself under a base path, may want it here as everywhere else.
            let answer = try await client.answer(to: GatewayRequest(.get, "/health", expects: .bytes))
            let body = answer.response.body
            if body.count <= 8, String(decoding: body, as: UTF8.self).uppercased().hasPrefix("OK") {
                return GatewayProbe(at: client.clock.now(), latency: answer.latency)
            }
        } catch {
            guard error.isAboutRoute else { throw error }
        }
        // `/health` stays at the root where APP_BASE_PATH moves everything else; what is found in its place may be anything.
        // What the list answers counts.
        let start = ContinuousClock.now
        _ = try await items()
        return GatewayProbe(at: client.clock.now(), latency: start.duration(to: .now))
    }

    private static let devices = GatewayRequest(.get, "/devices")

    func sessions(known: [String]) async throws(GatewayError) -> SessionList {
        let items = try await items()
        let observations = items.compactMap { GOWAShapes.device($0)?.observation }
        return SessionList(observations: observations, unreadable: items.count - observations.count)
    }

    private func items() async throws(GatewayError) -> [JSON] {
        let json = try await client.answer(to: Self.devices).json
        // An empty list is `null` in Go.
        guard json.has("results"), let items = json["results"].array ?? (json["results"].isNull ? [] : nil) else {
            throw client.unexpected(Self.devices, "has no list of devices in it")
        }
        return items
    }

    func session(_ id: String) async throws(GatewayError) -> SessionLookup {
        let request = GatewayRequest(.get, "/devices/\(id)/status", reads: [404, 500])
        guard let json = try await client.gowaAnswer(to: request) else {
            // The 500 that says so may be about the way the name is written in the path: only with the list it counts.
            guard try await device(id) == nil else {
                throw client.error(
                    .refused, request,
                    "the device is in its list, and it does not find it by its name: GOWA looks for a name as it stands in"
                        + " the path, so it cannot be asked for names with blanks, '%', '/' or letters beyond ASCII")
            }
            return .notFound
        }
        let results = json["results"]
        guard let flags = GOWAShapes.flags(results), (results["device_id"].text ?? id).isName(id) else {
            throw client.unexpected(request, "is not about that device")
        }
        // The login stands in the list only, and a device that connects just now looks like a dead one by its flags.
        let isWell = flags.isConnected && flags.isLoggedIn
        let device = isWell ? nil : try await device(id)
        return .found(GOWAShapes.observation(flags, device, id: id))
    }

    /// A device as the list has it; nil where it has not got it.
    private func device(_ id: String) async throws(GatewayError) -> GOWAShapes.Device? {
        try await items().lazy.compactMap(GOWAShapes.device).first { $0.observation.id.isName(id) }
    }

    func deepProbe(_ id: String) async throws(GatewayError) -> DeepProbeAnswer {
        throw GatewayError(
            .unsupported, gateway: name, operation: "deep probe",
            message: "GOWA has no call beyond the status, which is read from the socket already")
    }

    func qrCode(_ id: String) async throws(GatewayError) -> QRCodeAnswer {
        guard case .found(let observation) = try await session(id) else { return .notFound }
        if observation.status == .connected || observation.login == .kept { return .notNeeded }
        return try await newCode(id)
    }

    /// Begins to pair the device and brings the code's picture.
    func newCode(_ id: String) async throws(GatewayError) -> QRCodeAnswer {
        let request = GatewayRequest(
            .get, "/devices/\(id)/login", reads: [404, 500], timeout: .seconds(30), timeoutConcernsGateway: false)
        guard let json = try await client.gowaAnswer(to: request) else { return .notFound }
        let results = json["results"]
        guard let path = results["qr_link"].string.flatMap(Self.picturePath) else {
            throw client.unexpected(request, "has no link to a QR code in it")
        }
        let picture: GatewayAnswer
        do throws(GatewayError) {
            picture = try await client.answer(to: GatewayRequest(.get, path, expects: .bytes))
        } catch {
            // The link is there before the picture is drawn, and after it was deleted.
            guard error.code == .wrongRoute else { throw error }
            return .notReady
        }
        let now = client.clock.now()
        let lifetime = min(results["qr_duration"].seconds ?? .seconds(30), .minutes(5))
        guard let code = QRCode(png: picture.response.body, generatedAt: now, expiresAt: now + lifetime) else {
            throw client.unexpected(request, "leads to something that is not a picture")
        }
        return .code(code)
    }

    /// The link's path on the gateway that we know. Its host is not followed: behind a proxy it is often wrong, and it
    /// is not for an answer to say where we send our key.
    static func picturePath(_ link: String) -> RequestPath? {
        guard link.utf8.count < 512 else { return nil }
        let parts = link.split(separator: "/")
        guard let file = parts.last.map(String.init), file.hasSuffix(".png"), parts.contains("statics"),
            parts.contains("qrcode")
        else { return nil }
        return parts.contains("images") ? "/statics/images/qrcode/\(file)" : "/statics/qrcode/\(file)"
    }
}

extension GatewayClient {
    /// An answer about one device; nil where it says that there is no such device.
    func gowaAnswer(to request: GatewayRequest) async throws(GatewayError) -> JSON? {
        let answer = try await answer(to: request)
        guard !answer.isSuccess else { return answer.json }
        guard GOWAShapes.isMissingDevice(answer.json) else { throw failure(of: answer.response, to: request) }
        return nil
    }
}
