import Gateways
import HTTPTypes
import SessionMonitor

/// All endpoints of the contract, by subject.
enum API {
    /// Where the server's own parts are handed to the endpoints.
    struct Parts: Sendable {
        let settings: DashboardSettings
        let services: DashboardServices
        let doorkeeper: Doorkeeper
        let live: LiveEvents
        let isSecure: Bool
    }

    static func endpoints(
        settings: DashboardSettings, services: DashboardServices, doorkeeper: Doorkeeper, live: LiveEvents,
        isSecure: Bool
    ) -> [Endpoint] {
        let parts = Parts(
            settings: settings, services: services, doorkeeper: doorkeeper, live: live, isSecure: isSecure)
        return SessionEndpoints(parts).all + QueueEndpoints(parts).all + JobEndpoints(parts).all
            + WorkerEndpoints(parts).all + ScheduleEndpoints(parts).all + StoreEndpoints(parts).all
            + AuditEndpoints(parts).all + EventEndpoints(parts).all + AccountEndpoints(parts).all
            + AccountActionEndpoints(parts).all + ReconnectEndpoints(parts).all + IncidentEndpoints(parts).all
            + GatewayEndpoints(parts).all + OverviewEndpoints(parts).all + MessageEndpoints(parts).all
    }
}

extension API.Parts {
    var loginAudit: LoginAudit { LoginAudit(records: services.records, logger: services.logger) }

    /// Writes down who did what. Done before the answer is sent, so that nothing goes unrecorded.
    func audit(_ call: APICall, _ action: String, _ subject: String, account: Int64? = nil, reason: String?)
        async throws
    {
        try await services.records.audit(
            by: call.user, action: action, subject: subject, account: account, reason: reason)
    }
}
