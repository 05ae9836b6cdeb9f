import Gateways

/// What each gateway's own OpenAPI document says of the operations that we use: copied from the documents, not from our
/// code. `!` marks what is required.
extension DocumentedOperation {
    static func document(_ kind: GatewayKind) -> String {
        switch kind {
        // The Node service has no document; its facts are those of its source.
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

    /// Where our requests differ from a document, and why.
    static func deviations(_ kind: GatewayKind) -> [String: String] {
        switch kind {
        case .node, .waha, .wwebjsAPI: [:]
        case .evolution:
            ["POST /instance/restart/{}": "a PUT in the document; src/api/routes/instance.router.ts has a POST"]
        case .wppconnect:
            [
                "GET /api/{}/show-all-sessions":
                    "the document wants a token; the program wants its secret key in the path"
            ]
        case .gowa:
            [
                "GET /statics/images/qrcode/{}": "where the login's qr_link leads",
                "GET /statics/qrcode/{}": "where the login's qr_link leads in earlier versions",
            ]
        case .openwa: ["POST /api/sessions/{}/logout": "in later versions than the document's"]
        case .waAutomate:
            [
                "GET /health": "of the process, beside the API that the document describes",
                "GET /qr": "of the process, beside the API that the document describes",
            ]
        }
    }

    /// Its source, in both variants: the key as the header `X-API-Key`, or as the parameter `api_key`.
    static let node = """
        GET /health
        GET /health/detailed
        GET /api/sessions query(api_key) key(X-API-Key)
        POST /api/sessions body(session_id! workspace_id account_id priority api_key) key(X-API-Key)
        GET /api/sessions/{id}/status query(workspace_id api_key) key(X-API-Key)
        GET /api/sessions/{id}/metadata query(api_key) key(X-API-Key)
        POST /api/sessions/{id}/reconnect body(workspace_id account_id priority api_key) key(X-API-Key)
        DELETE /api/sessions/{id} body(workspace_id api_key) key(X-API-Key)
        """
    /// WAHA, waha-docs `static/swagger/openapi.json`, 2026.7.1.
    static let waha = """
        GET /api/{session}/auth/qr query(format!) key(X-Api-Key)
        GET /api/sessions query(expand all) key(X-Api-Key)
        POST /api/sessions body(apps config name start) key(X-Api-Key)
        GET /api/sessions/{session} query(expand) key(X-Api-Key)
        POST /api/sessions/{session}/start key(X-Api-Key)
        POST /api/sessions/{session}/stop key(X-Api-Key)
        POST /api/sessions/{session}/logout key(X-Api-Key)
        POST /api/sessions/{session}/restart key(X-Api-Key)
        GET /api/screenshot query(session!) key(X-Api-Key)
        GET /api/server/version key(X-Api-Key)
        GET /api/server/status key(X-Api-Key)
        """
    /// Evolution API, docs-evolution `openapi/openapi-v2.json`, 2.1.1.
    static let evolution = """
        POST /instance/create body(instanceName! integration! number qrcode token webhook) key(apikey)
        GET /instance/fetchInstances query(instanceName instanceId) key(apikey)
        GET /instance/connect/{instance} query(number) key(apikey)
        GET /instance/connectionState/{instance} key(apikey)
        DELETE /instance/logout/{instance} key(apikey)
        GET /webhook/find/{instance} key(apikey)
        GET /
        """
    /// WPPConnect server, `src/swagger.json`, 2.0.0.
    static let wppconnect = """
        POST /api/{session}/{secretkey}/generate-token
        GET /api/{secretkey}/show-all-sessions key(bearer)
        GET /api/{session}/check-connection-session key(bearer)
        POST /api/{session}/start-session body(proxy waitQrCode webhook) key(bearer)
        POST /api/{session}/logout-session key(bearer)
        POST /api/{session}/{secretkey}/clear-session-data
        POST /api/{session}/close-session key(bearer)
        GET /api/{session}/status-session key(bearer)
        GET /healthz
        """
    /// wwebjs-api, `swagger.json`, 1.0.0.
    static let wwebjsAPI = """
        GET /ping
        GET /session/getSessions key(x-api-key)
        GET /session/start/{sessionId} key(x-api-key)
        GET /session/stop/{sessionId} key(x-api-key)
        GET /session/status/{sessionId} key(x-api-key)
        GET /session/qr/{sessionId} key(x-api-key)
        GET /session/restart/{sessionId} key(x-api-key)
        GET /session/terminate/{sessionId} key(x-api-key)
        """
    /// GOWA, `docs/openapi.yaml`, 9.0.0.
    static let gowa = """
        GET /health
        GET /devices key(basic)
        POST /devices body(device_id webhook_events webhook_secret webhook_url) key(basic)
        GET /devices/{device_id}/login key(basic)
        POST /devices/{device_id}/logout key(basic)
        POST /devices/{device_id}/reconnect key(basic)
        GET /devices/{device_id}/status key(basic)
        """
    /// open-wa/wa-automate, `apps/docs/public/openapi.json`, 5.0.0.
    static let waAutomate = """
        GET /api/session/getConnectionState
        """
    /// rmyndharis/OpenWA, `openapi.json`.
    static let openwa = """
        GET /api/health
        GET /api/sessions query(limit offset name) key(X-API-Key)
        POST /api/sessions body(name! config) key(X-API-Key)
        GET /api/sessions/stats/overview key(X-API-Key)
        GET /api/sessions/{id} key(X-API-Key)
        GET /api/sessions/{id}/qr key(X-API-Key)
        GET /api/sessions/{sessionId}/webhooks key(X-API-Key)
        POST /api/sessions/{id}/start key(X-API-Key)
        POST /api/sessions/{id}/stop key(X-API-Key)
        """
}
