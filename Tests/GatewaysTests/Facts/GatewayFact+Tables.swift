import Gateways

extension GatewayFact {
    /// All requests that the adapter of a kind makes.
    static func table(_ kind: GatewayKind) -> [GatewayFact] {
        switch kind {
        case .node: node
        case .waha: waha
        case .evolution: evolution
        case .wppconnect: wppconnect
        case .wwebjsAPI: wwebjsAPI
        case .gowa: gowa
        case .openwa: openwa
        case .waAutomate: waAutomate
        }
    }

    /// Requests that exist and must never be made, by anything.
    static func forbidden(_ kind: GatewayKind) -> [String] {
        switch kind {
        // Without authentication, and they delete.
        case .node: ["POST /cleanup/run", "POST /cleanup/{}", "GET /health/live", "POST /api/sessions/{}/restore"]
        case .waha: ["DELETE /api/sessions/{}", "POST /api/server/stop", "POST /api/sessions/logout"]
        case .evolution: ["DELETE /instance/delete/{}", "PUT /instance/restart/{}"]
        // Answers 503 and ends the process.
        case .wppconnect: ["GET /unhealthy", "POST /api/{}/start-all"]
        // Delete the login of every session that is not connected at that moment.
        case .wwebjsAPI: ["GET /session/terminateInactive", "GET /session/terminateAll"]
        case .gowa: ["DELETE /devices/{}", "GET /app/logout"]
        case .openwa: ["DELETE /api/sessions/{}", "POST /api/sessions/{}/force-kill"]
        case .waAutomate: []
        }
    }

    private static let node = [
        GatewayFact(.get, "/health/detailed", .none, .reads),
        GatewayFact(.get, "/health", .none, .reads),
        GatewayFact(.get, "/api/sessions", .headerOrParameter, .reads),
        GatewayFact(.get, "/api/sessions/{}/status", .headerOrParameter, .reads),
        GatewayFact(.get, "/api/sessions/{}/metadata", .headerOrParameter, .reads),
        GatewayFact(
            .post, "/api/sessions", .headerOrParameter, .creates,
            body: ["session_id", "workspace_id", "account_id", "priority"]),
        GatewayFact(
            .post, "/api/sessions/{}/reconnect", .headerOrParameter, .restarts,
            body: ["workspace_id", "account_id", "priority"]),
        GatewayFact(.delete, "/api/sessions/{}", .headerOrParameter, .endsLogin, body: ["workspace_id"]),
    ]

    private static let waha = [
        GatewayFact(.get, "/api/server/status", .header("X-Api-Key"), .reads),
        GatewayFact(.get, "/api/server/version", .header("X-Api-Key"), .reads),
        GatewayFact(.get, "/api/sessions", .header("X-Api-Key"), .reads, query: ["all"]),
        GatewayFact(.get, "/api/sessions/{}", .header("X-Api-Key"), .reads),
        GatewayFact(.get, "/api/screenshot", .header("X-Api-Key"), .reads, query: ["session"]),
        GatewayFact(.get, "/api/{}/auth/qr", .header("X-Api-Key"), .reads, query: ["format"]),
        GatewayFact(.post, "/api/sessions", .header("X-Api-Key"), .creates, body: ["name", "start"]),
        GatewayFact(.post, "/api/sessions/{}/start", .header("X-Api-Key"), .restarts),
        GatewayFact(.post, "/api/sessions/{}/stop", .header("X-Api-Key"), .restarts),
        GatewayFact(.post, "/api/sessions/{}/restart", .header("X-Api-Key"), .restarts),
        GatewayFact(.post, "/api/sessions/{}/logout", .header("X-Api-Key"), .endsLogin),
    ]

    private static let evolution = [
        GatewayFact(.get, "/", .header("apikey"), .reads),
        GatewayFact(.get, "/instance/fetchInstances", .header("apikey"), .reads, query: ["instanceName"]),
        GatewayFact(.get, "/instance/connectionState/{}", .header("apikey"), .reads),
        // In the state "connecting" it only reads; `EvolutionTests` has the proof that questions send it in no other.
        GatewayFact(.get, "/instance/connect/{}", .header("apikey"), .reads),
        GatewayFact(.get, "/webhook/find/{}", .header("apikey"), .reads),
        GatewayFact(.post, "/instance/restart/{}", .header("apikey"), .restarts),
        GatewayFact(
            .post, "/instance/create", .header("apikey"), .creates, body: ["instanceName", "integration", "qrcode"]),
        GatewayFact(.delete, "/instance/logout/{}", .header("apikey"), .endsLogin),
    ]

    private static let wppconnect = [
        GatewayFact(.get, "/healthz", .none, .reads),
        GatewayFact(.post, "/api/{}/{}/generate-token", .none, .reads),
        GatewayFact(.get, "/api/{}/show-all-sessions", .none, .reads),
        GatewayFact(.get, "/api/{}/status-session", .sessionToken, .reads),
        GatewayFact(.get, "/api/{}/check-connection-session", .sessionToken, .reads),
        GatewayFact(.post, "/api/{}/start-session", .sessionToken, .restarts, body: ["waitQrCode"]),
        GatewayFact(.post, "/api/{}/close-session", .sessionToken, .restarts),
        GatewayFact(.post, "/api/{}/logout-session", .sessionToken, .endsLogin),
        GatewayFact(.post, "/api/{}/{}/clear-session-data", .none, .endsLogin),
    ]

    private static let wwebjsAPI = [
        GatewayFact(.get, "/ping", .header("x-api-key"), .reads),
        GatewayFact(.get, "/session/getSessions", .header("x-api-key"), .reads),
        GatewayFact(.get, "/session/status/{}", .header("x-api-key"), .reads),
        GatewayFact(.get, "/session/qr/{}", .header("x-api-key"), .reads),
        GatewayFact(.get, "/session/start/{}", .header("x-api-key"), .restarts),
        GatewayFact(.get, "/session/stop/{}", .header("x-api-key"), .restarts),
        GatewayFact(.get, "/session/restart/{}", .header("x-api-key"), .restarts),
        GatewayFact(.get, "/session/terminate/{}", .header("x-api-key"), .endsLogin),
    ]

    private static let gowa = [
        GatewayFact(.get, "/health", .none, .reads),
        GatewayFact(.get, "/devices", .basic, .reads),
        GatewayFact(.get, "/devices/{}/status", .basic, .reads),
        GatewayFact(.get, "/devices/{}/login", .basic, .pairs),
        GatewayFact(.get, "/statics/images/qrcode/{}", .basic, .reads),
        GatewayFact(.get, "/statics/qrcode/{}", .basic, .reads),
        GatewayFact(.post, "/devices", .basic, .creates, body: ["device_id"]),
        GatewayFact(.post, "/devices/{}/reconnect", .basic, .restarts),
        GatewayFact(.post, "/devices/{}/logout", .basic, .endsLogin),
    ]

    private static let openwa = [
        GatewayFact(.get, "/api/health", .none, .reads),
        GatewayFact(.get, "/api/sessions/stats/overview", .header("X-API-Key"), .reads),
        GatewayFact(.get, "/api/sessions", .header("X-API-Key"), .reads, query: ["limit", "offset", "name"]),
        GatewayFact(.get, "/api/sessions/{}", .header("X-API-Key"), .reads),
        GatewayFact(.get, "/api/sessions/{}/qr", .header("X-API-Key"), .reads),
        GatewayFact(.get, "/api/sessions/{}/webhooks", .header("X-API-Key"), .reads),
        GatewayFact(.post, "/api/sessions", .header("X-API-Key"), .creates, body: ["name"]),
        GatewayFact(.post, "/api/sessions/{}/start", .header("X-API-Key"), .restarts),
        GatewayFact(.post, "/api/sessions/{}/stop", .header("X-API-Key"), .restarts),
        GatewayFact(.post, "/api/sessions/{}/logout", .header("X-API-Key"), .endsLogin),
    ]

    private static let waAutomate = [
        GatewayFact(.get, "/health", .header("X-API-Key"), .reads),
        GatewayFact(.get, "/qr", .header("X-API-Key"), .reads),
        GatewayFact(.get, "/api/session/getConnectionState", .header("X-API-Key"), .reads),
    ]
}
