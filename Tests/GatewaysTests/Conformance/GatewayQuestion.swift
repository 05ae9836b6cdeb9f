import Gateways
import SessionHealth

/// A question that can be asked of a gateway, and what its answer may not be.
enum GatewayQuestion: String, CaseIterable, Sendable {
    case probe
    case list
    case session
    case deepProbe
    case qrCode
    case webhooks

    /// What came of a question.
    enum Outcome: Sendable {
        case failed(GatewayError)
        case status(SessionStatus?)
        case notFound
        case other
    }

    func ask(_ gateway: any Gateway, _ session: String) async -> Outcome {
        do throws(GatewayError) {
            switch self {
            case .probe:
                _ = try await gateway.probe()
                return .other
            case .list:
                switch try await gateway.sessions(known: [session])[session] {
                case .found(let observation): return .status(observation.status)
                case .notFound: return .notFound
                case .failed(let error): return .failed(error)
                case .unknown: return .status(.unknown)
                }
            case .session:
                let lookup = try await gateway.session(session)
                return lookup == .notFound ? .notFound : .status(lookup.observation?.status)
            case .deepProbe:
                let finding = try await gateway.deepProbe(session).finding
                return finding == .inconclusive ? .status(.unknown) : .other
            case .qrCode:
                return try await gateway.qrCode(session) == .notFound ? .notFound : .other
            case .webhooks:
                // None told is none known.
                return try await gateway.webhookSettings(session)?.isEmpty == false ? .other : .status(.unknown)
            }
        } catch {
            return .failed(error)
        }
    }
}

extension GatewayConnection {
    /// Does everything that keeps logins, whatever comes of it.
    func tryAllSoftRecovery(_ session: String) async {
        guard let soft = softRecovery else { return }
        let reference = SessionReference(id: session, workspace: "7", account: "9")
        _ = await gatewayError { () throws(GatewayError) in try await soft.softRestart(reference) }
        _ = await gatewayError { () throws(GatewayError) in try await soft.stop(reference) }
        _ = await gatewayError { () throws(GatewayError) in try await soft.start(reference) }
    }

    /// Does everything that ends logins and begins new ones, whatever comes of it.
    func tryAllDestructiveRecovery(_ session: String) async {
        guard let destructive = destructiveRecovery else { return }
        let reference = SessionReference(id: session, workspace: "7", account: "9")
        _ = await gatewayError { () throws(GatewayError) in try await destructive.endSession(reference) }
        _ = await gatewayError { () throws(GatewayError) in try await destructive.createSession(reference) }
    }
}
