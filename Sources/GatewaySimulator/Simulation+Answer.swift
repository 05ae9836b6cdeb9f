extension Simulation {
    /// Answers a call as the gateway would, faults included.
    ///
    /// - Returns: the answer, and the endpoint that was asked, for the count of requests.
    static func answer(
        _ call: GatewayCall, _ fleet: inout Fleet, _ dialect: any Dialect
    ) -> (GatewayAnswer, String?) {
        var call = call
        if fleet.downUntil != nil { return (closed, nil) }
        guard let route = find(&call, dialect) else { return (dialect.unknownRoute(call), "unknown") }
        let name = "\(route.method) \(route.pattern)"
        let session = call.parameters["id"] ?? dialect.session(of: call)
        let faults = fleet.faults(striking: route.scope, session: session)
        for fault in faults {
            if let answer = instead(of: fault, call, dialect) { return (answer, name) }
        }
        if let cluster = faults.first(where: { $0.kind == .cluster }) {
            let index = Int(fleet.random.next() % UInt64(cluster.workers))
            call.worker = ClusterWorker(index: index, count: cluster.workers)
        }
        if route.scope == .list, faults.contains(where: { $0.kind == .emptyList }) { call.worker = .empty }
        if !route.isOpen, let refusal = dialect.refusal(of: call) { return (refusal, name) }
        var answer = route.handler(call, &fleet)
        for fault in faults { spoil(&answer, with: fault, speed: fleet.settings.speed) }
        return (answer, name)
    }

    private static func find(_ call: inout GatewayCall, _ dialect: any Dialect) -> Route? {
        for route in dialect.routes {
            if let parameters = route.match(call.method, call.segments) {
                call.parameters = parameters
                return route
            }
        }
        return nil
    }

    private static var closed: GatewayAnswer {
        var answer = GatewayAnswer(status: 500, contentType: nil, bytes: [])
        answer.delivery = .closed
        return answer
    }

    /// The answer of a fault that lets nothing through to the gateway; nil for the others.
    private static func instead(
        of fault: AnswerFault, _ call: GatewayCall, _ dialect: any Dialect
    ) -> GatewayAnswer? {
        switch fault.kind {
        case .drop: return closed
        case .unauthorized: return dialect.unauthorized(call)
        case .status:
            var answer = dialect.internalError(status: fault.status, call)
            if let seconds = fault.retryAfter { answer.headers.append(("Retry-After", String(seconds))) }
            return answer
        case .html:
            let page = "<!DOCTYPE html><html><head><title>Welcome</title></head><body><h1>It works!</h1></body></html>"
            return GatewayAnswer(status: 200, contentType: "text/html; charset=utf-8", bytes: Array(page.utf8))
        case .redirect:
            var answer = GatewayAnswer(status: 302, contentType: nil, bytes: [])
            answer.headers.append(("Location", fault.location))
            return answer
        case .slow, .hang, .drip, .brokenJSON, .huge, .cluster, .emptyList: return nil
        }
    }

    /// What a fault does to an answer on its way back: the call has taken effect all the same.
    private static func spoil(_ answer: inout GatewayAnswer, with fault: AnswerFault, speed: Double) {
        switch fault.kind {
        case .slow: answer.delay += fault.delay / speed
        case .hang: answer.delivery = .never
        case .drip: answer.delivery = .dripping
        case .brokenJSON: answer.body = .bytes(Array(answer.bytes.prefix(answer.bytes.count / 2)))
        case .huge: answer.body = .filler(count: fault.bytes)
        case .drop, .unauthorized, .status, .html, .redirect, .cluster, .emptyList: break
        }
    }
}
