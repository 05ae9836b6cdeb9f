package import SessionHealth

extension SessionObservation {
    /// The answer as the judgement of a session's health takes it.
    package var answer: SessionAnswer {
        SessionAnswer(
            status: status, raw: rawStatus.isEmpty ? nil : rawStatus, words: detail, source: source,
            restricted: restricted, restrictedUntil: restrictedUntil, ending: ending, showsQR: showsQR, login: login,
            needsPerson: needsPerson, since: since ?? (status == .connected ? connectedAt : nil))
    }
}

extension SessionLookup {
    /// The answer as the judgement of a session's health takes it.
    package var observed: GatewayObservation {
        switch self {
        case .found(let observation): .answered(observation.answer)
        case .notFound: .notFound
        }
    }
}

extension GatewayError {
    /// The failure as the judgement of a session's health takes it.
    package var failure: GatewayFailure {
        let kind: GatewayFailure.Kind =
            switch code {
            case .unauthorized: .unauthorized
            case .badAnswer, .tooLarge, .refused, .invalidRequest: .badAnswer
            case .wrongRoute, .unsupported: .wrongRoute
            case .overloaded: .overloaded
            case .unreachable, .timedOut, .serverError: .unreachable
            case .circuitOpen, .cancelled: .notAsked
            }
        return GatewayFailure(kind, "\(operation): \(message)", retryAfter: retryAfter)
    }
}

extension SessionList {
    /// What the list says of a session, as the judgement of its health takes it; nil where it says nothing, so that the
    /// session has to be asked for by itself.
    package func observed(_ id: String) -> GatewayObservation? {
        switch self[id] {
        case .found(let observation): .answered(observation.answer)
        case .notFound: .notFound
        case .failed(let error): .unreachable(error.failure)
        case .unknown: nil
        }
    }
}
