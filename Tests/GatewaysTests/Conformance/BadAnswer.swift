import Gateways

/// Answers that are not the gateway's, whatever they look like.
enum BadAnswer {
    typealias Answer = (name: String, answer: @Sendable () throws(TransportError) -> GatewayResponse)

    static let all: [Answer] = wire + statuses + bodies

    private static let wire: [Answer] = [
        ("refused", { () throws(TransportError) in throw .unreachable("connection refused") }),
        ("timed out", { () throws(TransportError) in throw .timedOut("no complete answer") }),
        ("too large", { () throws(TransportError) in throw .tooLarge(limit: 8_388_608) }),
        ("not HTTP", { () throws(TransportError) in throw .notHTTP("SSH") }),
        ("cancelled", { () throws(TransportError) in throw .cancelled }),
    ]

    private static let statuses: [Answer] = [
        ("401", { () throws(TransportError) in .json(401, ["error": "Session not found"]) }),
        ("403", { () throws(TransportError) in .json(403, ["message": "Session not found"]) }),
        (
            "404 of a wrong route",
            { () throws(TransportError) in
                .json(404, ["error": "Endpoint not found", "available_endpoints": ["GET /"]])
            }
        ),
        ("404 of Express", { () throws(TransportError) in .text(404, "Cannot GET /api/sessions", type: "text/html") }),
        (
            "404 of Nest",
            { () throws(TransportError) in
                .json(404, ["message": "Cannot GET /api/session", "error": "Not Found", "statusCode": 404])
            }
        ),
        (
            "404 of Evolution",
            { () throws(TransportError) in
                .json(404, ["status": 404, "error": "Not Found", "response": ["message": ["Cannot GET /instance"]]])
            }
        ),
        ("404 of nginx", { () throws(TransportError) in .text(404, "<html>404 Not Found</html>", type: "text/html") }),
        ("404 with nothing", { () throws(TransportError) in GatewayResponse(status: 404) }),
        ("429", { () throws(TransportError) in .json(429, [:]) }),
        ("500", { () throws(TransportError) in .text(500, "Internal Server Error") }),
        ("502", { () throws(TransportError) in .text(502, "<html>Bad Gateway</html>", type: "text/html") }),
        ("503", { () throws(TransportError) in .json(503, [:], headers: ["retry-after": "10"]) }),
        ("302", { () throws(TransportError) in .json(302, [:], headers: ["location": "https://login"]) }),
    ]

    private static let bodies: [Answer] = [
        ("HTML", { () throws(TransportError) in .text(200, "<!DOCTYPE html><title>Login</title>", type: "text/html") }),
        ("nothing", { () throws(TransportError) in .text(200, "") }),
        ("cut off", { () throws(TransportError) in .text(200, "{\"success\":true,\"sessions\":[{\"sess") }),
        ("deep", { () throws(TransportError) in .text(200, String(repeating: "[", count: 200_000)) }),
        ("null", { () throws(TransportError) in .json(200, nil) }),
        ("a number", { () throws(TransportError) in .json(200, 42) }),
        ("a text", { () throws(TransportError) in .json(200, "Session not found") }),
        ("an object of something else", { () throws(TransportError) in .json(200, ["hello": "world"]) }),
        ("a list of lists", { () throws(TransportError) in .json(200, [[[]]]) }),
    ]
}
