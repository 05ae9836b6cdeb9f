import GRDB
import JobQueueSQLite
import SessionHealth
import WallTime

/// Notes events for the channels, as far as they are to be told, and enqueues the jobs that tell them; in the transaction of
/// the check that they come from.
struct NotificationWriter {
    let transaction: SQLiteTransaction
    let settings: HealthSettings
    let notifications: NotificationSettings

    private var table: NotificationTable { NotificationTable(db: transaction.database) }

    /// Notes one event.
    ///
    /// - Parameter language: the account's; nil takes the channel's own.
    func tell(_ event: NotificationEvent, account: Int64?, incident: Int64?, language: String?) throws {
        let counts = try incident.map { try table.count(incident: $0, audience: event.audience) }
        let history = NotificationHistory(
            lastSameAt: try table.lastSame(event), gatewayIncidentOpen: try isGatewayIncidentOpen(event),
            sentInIncident: counts?.sent ?? 0, waitingInIncident: counts?.waiting ?? 0, groupDueAt: nil)
        if event.withdrawsAccounts, let gateway = event.gateway { try table.mute(gateway: gateway) }
        switch event.decide(history, settings: settings) {
        case .send(let dueAt):
            for channel in notifications.channels(for: event.audience) {
                try collect(
                    event, account: account, incident: incident,
                    language: event.audience == .user ? language ?? channel.language : channel.language,
                    channel: channel.name, dueAt: dueAt)
            }
        case .withdraw:
            if let incident { try table.withdraw(incident: incident, audience: event.audience) }
        case .suppress(.muted):
            // Kept, so that people see that it was not forgotten.
            for channel in notifications.channels(for: event.audience) {
                try table.add(
                    event, account: account, incident: incident, language: language ?? channel.language,
                    channel: channel.name, state: .muted, dueAt: event.at)
            }
        case .suppress:
            break
        }
    }

    /// Adds an event to the group that collects for the channel, or opens one and enqueues the job that will tell it.
    private func collect(
        _ event: NotificationEvent, account: Int64?, incident: Int64?, language: String, channel: String,
        dueAt: Timestamp
    ) throws {
        let group = try table.group(channel: channel, audience: event.audience, language: language, after: event.at)
        try table.add(
            event, account: account, incident: incident, language: language, channel: channel, state: .pending,
            dueAt: group ?? dueAt)
        guard group == nil else { return }
        let job = Notify(channel: channel, audience: event.audience, language: language)
        _ = try transaction.enqueue([try job.job(at: dueAt)])
    }

    private func isGatewayIncidentOpen(_ event: NotificationEvent) throws -> Bool {
        guard event.session != nil, let gateway = event.gateway else { return false }
        return try GatewayTable(db: transaction.database).hasIncident(gateway)
    }
}
