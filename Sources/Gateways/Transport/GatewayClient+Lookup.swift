import Basics

extension GatewayClient {
    /// Asks for one session of a gateway that answers 404 for a session it does not have, and for a wrong address, too.
    ///
    /// - Parameters:
    ///   - isMissing: whether the answer is about the session.
    ///   - read: what is told of a session; nil where that cannot be read.
    func lookUp(
        _ id: String, at path: RequestPath, isMissing: (JSON) -> Bool, read: (JSON) -> SessionObservation?
    ) async throws(GatewayError) -> SessionLookup {
        let request = GatewayRequest(.get, path, reads: [404])
        let answer = try await answer(to: request)
        if answer.status == 404 {
            guard isMissing(answer.json) else { throw failure(of: answer.response, to: request) }
            return .notFound
        }
        guard let observation = read(answer.json), observation.id.isName(id) else {
            throw unexpected(request, "is not about that session")
        }
        return .found(observation)
    }
}
