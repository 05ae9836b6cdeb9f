import WallTime

extension GatewayClient {
    /// Tells an answer from an error: by its status, then by whether it is what the gateway would send.
    func read(
        _ response: GatewayResponse, to request: GatewayRequest, latency: Duration
    ) throws(GatewayError) -> GatewayAnswer {
        let isSuccess = (200..<300).contains(response.status)
        if isSuccess, request.expects == .bytes {
            return GatewayAnswer(status: response.status, json: .null, response: response, latency: latency)
        }
        if isSuccess {
            return GatewayAnswer(
                status: response.status, json: try json(in: response, to: request), response: response, latency: latency
            )
        }
        if request.reads.contains(response.status), let json = try? JSONParser.parse(response.body), json.isObject {
            return GatewayAnswer(status: response.status, json: json, response: response, latency: latency)
        }
        throw failure(of: response, to: request)
    }

    private func json(in response: GatewayResponse, to request: GatewayRequest) throws(GatewayError) -> JSON {
        do throws(JSONError) {
            return try JSONParser.parse(response.body)
        } catch {
            let message =
                switch error {
                case .empty: "an empty answer: check that the url is the gateway's"
                case .tooDeep: "JSON deeper than \(JSONParser.depthLimit) levels: this is not the gateway's answer"
                case .tooMany: "JSON of more than \(JSONParser.valueLimit) values: this is not the gateway's answer"
                case .malformed where looksLikeHTML(response):
                    "HTML instead of JSON: the url leads to a web page (a proxy, a login page, another port?)"
                case .malformed(let position): "broken JSON at byte \(position): a proxy may have cut it off"
                }
            throw self.error(.badAnswer, request, message, status: response.status)
        }
    }

    private func looksLikeHTML(_ response: GatewayResponse) -> Bool {
        response.mediaType == "text/html" || response.body.first { $0 > 0x20 } == UInt8(ascii: "<")
    }

    /// The error for a status that is not a success.
    package func failure(of response: GatewayResponse, to request: GatewayRequest) -> GatewayError {
        let status = response.status
        let wait = retryAfter(response.headers["retry-after"], now: clock.now())
        let said = words(in: response)
        switch status {
        case 401, 403:
            return error(
                .unauthorized, request,
                "answered \(status): the API key is missing or not the gateway's; compare it with the gateway's settings",
                status: status)
        case 407:
            return error(
                .unauthorized, request, "the proxy wants credentials (407): set a proxy that needs none", status: status
            )
        case 300..<400:
            return error(
                .badAnswer, request,
                "answered with a redirect (\(status)), which is not followed: set the url it leads to"
                    + " (often https instead of http)", status: status)
        case 408:
            return error(.timedOut, request, "gave up by itself (408)\(said)", status: status)
        case 429 where isTimeLock(response):
            // GOWA 9.2 says so of WhatsApp's limit on a number's new chats (463): no sign of too many requests.
            return error(.refused, request, "refused (429)\(said)", status: status)
        case 429:
            return error(
                .overloaded, request, "too many requests (429): lower gatewayConcurrency or raise its rate limit",
                status: status, retryAfter: wait)
        case 503 where wait != nil:
            return error(.overloaded, request, "not available (503)\(said)", status: status, retryAfter: wait)
        case 404, 405, 501:
            return error(
                .wrongRoute, request,
                "answered \(status), and not about a session: check the gateway's kind, version and url", status: status
            )
        case 400..<500:
            return error(.refused, request, "refused (\(status))\(said)", status: status)
        case 500..<600:
            return error(
                .serverError, request, "failed (\(status))\(said); see the gateway's own log", status: status)
        default:
            return error(.badAnswer, request, "answered with the status \(status), which means nothing", status: status)
        }
    }

    private func isTimeLock(_ response: GatewayResponse) -> Bool {
        guard response.body.count <= 65536, let json = try? JSONParser.parse(response.body) else { return false }
        return json["code"].string?.uppercased().contains("REACHOUT_TIMELOCK") == true
    }

    /// What the gateway says in its JSON, cut short and without secrets, ready to be put after a status.
    private func words(in response: GatewayResponse) -> String {
        guard response.body.count <= 65536, let json = try? JSONParser.parse(response.body) else { return "" }
        let candidates = [
            json["message"], json["error"], json["error"]["message"], json["response"]["message"], json["reason"],
        ]
        let said = candidates.compactMap { $0.string ?? $0.array?.first?.string }.first { !$0.isEmpty }
        return said.map { ": " + redacted(printable($0, limit: 160)) } ?? ""
    }
}

extension GatewayClient {
    /// The error for an answer that is JSON, but not the gateway's.
    package func unexpected(_ request: GatewayRequest, _ what: String) -> GatewayError {
        error(
            .badAnswer, request,
            "the answer \(what): check the gateway's kind and version, and that the url is the gateway's")
    }
}
