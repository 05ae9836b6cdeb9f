package import WallTime

/// The Node.js service (whatsapp-web.js and Puppeteer under PM2), as it was with health monitoring (key in a header)
/// and as its later version is (key as a parameter).
package struct NodeDialect: Dialect {
    /// Which of the two versions answers.
    package enum Variant: String, CaseIterable, Sendable {
        /// The key in the header `X-API-Key`.
        case header
        /// The key as `api_key` in the query of a GET and in the body of everything else.
        case parameter
    }

    let variant: Variant
    let apiKey: String?
    /// The key of the optional `X-Signature` header; nil where the service does not look at it.
    let requestSecret: String?
    package let routes: [Route]

    package init(variant: Variant = .header, apiKey: String? = nil, requestSecret: String? = nil) {
        self.variant = variant
        self.apiKey = apiKey
        self.requestSecret = requestSecret
        routes = NodeRoutes.all(variant: variant)
    }

    package func session(of call: GatewayCall) -> String? {
        call.json["session_id"]?.text
    }

    package func refusal(of call: GatewayCall) -> GatewayAnswer? {
        if let apiKey, key(of: call) != apiKey { return unauthorized(call) }
        // The signature is looked at only where both headers are there, as in the service.
        if variant == .header, let requestSecret, let stamp = call.headers["x-timestamp"],
            let signature = call.headers["x-signature"]
        {
            let isFresh = Int64(stamp).map { abs(call.at.seconds - $0) <= 300 } ?? false
            let isRight = signature == Signatures.sha256(Array(stamp.utf8), key: requestSecret)
            if !isFresh || !isRight { return unauthorized(call) }
        }
        return nil
    }

    private func key(of call: GatewayCall) -> String? {
        switch variant {
        case .header: call.headers["x-api-key"] ?? call.json["api_key"]?.text
        case .parameter: call.method == "GET" ? call.query["api_key"] : call.json["api_key"]?.text
        }
    }

    package func unauthorized(_ call: GatewayCall) -> GatewayAnswer {
        switch variant {
        case .header:
            .json(
                [
                    "success": false, "message": "Unauthorized: Invalid API key",
                    "timestamp": .string(call.at.iso8601),
                ], status: 401)
        case .parameter: .json(["error": "Invalid API key"], status: 401)
        }
    }

    package func unknownRoute(_ call: GatewayCall) -> GatewayAnswer {
        .json(
            [
                "error": "Endpoint not found", "path": .string(call.path), "method": .string(call.method),
                "available_endpoints": .array(
                    routes.map { .string("\($0.method) \($0.pattern.replacingBraces)") }),
            ], status: 404)
    }

    package func internalError(status: Int, _ call: GatewayCall) -> GatewayAnswer {
        .json(["error": "Internal server error"], status: status)
    }

    package func webhookHeaders(
        _ event: WebhookEvent, secret: String?, attempt: Int, at now: Timestamp
    ) -> [(name: String, value: String)] {
        guard let secret else { return [] }
        let stamp = String(now.seconds)
        let signature = Signatures.sha256(Array(stamp.utf8) + event.body, key: secret)
        return [("X-Timestamp", stamp), ("X-HMAC-Signature", signature)]
    }

    package func webhookRetryDelay(after attempt: Int, outcome: WebhookOutcome) -> Double? {
        // The earlier version tries once. The later one tries three times more: after 2, 4, 8 s where the network
        // failed, after 1, 2, 4 s where the receiver says 429.
        guard variant == .parameter, attempt <= 3 else { return nil }
        switch outcome {
        case .unreachable: return Double(1 << attempt)
        case .refused(status: 429): return Double(1 << (attempt - 1))
        case .refused, .delivered: return nil
        }
    }
}

extension String {
    /// `/sessions/{id}` as Express writes it: `/sessions/:id`.
    fileprivate var replacingBraces: String {
        String(compactMap { $0 == "{" ? ":" : $0 == "}" ? nil : $0 })
    }
}
