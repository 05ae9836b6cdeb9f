import SessionHealth
import WallTime

/// open-wa/wa-automate v5: what can be asked of it. One process holds one session, so there is no list, and a session's
/// name is ours.
struct WAAutomateGateway: Gateway {
    let client: GatewayClient

    /// What its session is called where we know of none: as an import finds it.
    static let sessionName = "session"

    var name: String { client.name }
    var kind: GatewayKind { .waAutomate }

    var capabilities: GatewayCapabilities {
        GatewayCapabilities(
            bulkList: .none, evidence: .waAutomate, absence: .indistinct, deepProbe: true,
            // Only the process itself can be restarted, by whatever supervises it.
            softRestart: false, stopStart: false, newLogin: nil, qr: .text, webhookProof: .sharedSecret,
            stateWebhooks: true, restartSign: .uptime, ownRetry: .seconds(120))
    }

    private static let healthRequest = GatewayRequest(.get, "/health", reads: [503])

    func probe() async throws(GatewayError) -> GatewayProbe {
        let answer = try await client.answer(to: Self.healthRequest)
        guard let status = answer.json["status"].string else {
            throw client.unexpected(Self.healthRequest, "has no status in it")
        }
        let now = client.clock.now()
        let session = WAAutomateShapes.session(answer.json, id: Self.sessionName)
        return GatewayProbe(
            at: now, latency: answer.latency,
            complaint: status.lowercased() == "ok" ? nil : "it calls itself '\(printable(status, limit: 40))'",
            version: answer.json["version"].string,
            uptime: answer.json["startedAt"].timestamp.flatMap { now >= $0 ? now - $0 : nil },
            sessions: session.map { GatewayProbe.Sessions(total: 1, byStatus: [$0.status: 1]) })
    }

    func sessions(known: [String]) async throws(GatewayError) -> SessionList {
        guard known.count < 2 else {
            throw GatewayError(
                .refused, gateway: name, operation: Self.healthRequest.operation,
                message: "\(known.count) sessions are kept for it, but one wa-automate process holds one session: "
                    + "give each process a gateway of its own")
        }
        let observation = try await observation(known.first ?? Self.sessionName)
        return SessionList(observations: [observation], isComplete: false)
    }

    func session(_ id: String) async throws(GatewayError) -> SessionLookup {
        .found(try await observation(id))
    }

    private func observation(_ id: String) async throws(GatewayError) -> SessionObservation {
        let answer = try await client.answer(to: Self.healthRequest)
        guard let observation = WAAutomateShapes.session(answer.json, id: id) else {
            throw client.unexpected(Self.healthRequest, "has no session in it")
        }
        return observation
    }

    func deepProbe(_ id: String) async throws(GatewayError) -> DeepProbeAnswer {
        // It runs in the page, unlike `/health`.
        let request = GatewayRequest(
            .get, "/api/session/getConnectionState", reads: [400, 500], timeoutConcernsGateway: false)
        guard let answer = try await client.answerUnlessTimedOut(to: request) else {
            return DeepProbeAnswer(.inconclusive, detail: "no answer in time", latency: client.limits.total)
        }
        let json = answer.json
        let said = [json, json["response"], json["data"], json["result"], json["error"], json["message"]]
            .compactMap(\.string).first
        let finding: DeepProbe =
            if answer.isSuccess {
                // Whatever state it is in: the page answered.
                WAAutomateShapes.status(said) == .unknown ? .inconclusive : .alive
            } else {
                CrashPattern.find(in: said ?? "", confirmed: true) == nil ? .inconclusive : .dead
            }
        return DeepProbeAnswer(finding, detail: said, latency: answer.latency)
    }

    func qrCode(_ id: String) async throws(GatewayError) -> QRCodeAnswer {
        if try await observation(id).status == .connected { return .notNeeded }
        let request = GatewayRequest(.get, "/qr", reads: [404])
        let answer: GatewayAnswer
        do throws(GatewayError) {
            answer = try await client.answer(to: request)
        } catch {
            // 404 is its word for "no code now", in JSON or not.
            guard error.code == .wrongRoute else { throw error }
            return .notReady
        }
        guard answer.isSuccess, let text = answer.json["qr"].string else { return .notReady }
        guard let code = QRCode(text, shownAt: client.clock.now()) else {
            throw client.unexpected(request, "has no QR code in it")
        }
        return .code(code)
    }
}
