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
        var event = event
        event.account = account
        let told = try incident.map { try table.told(incident: $0, audience: event.audience) } ?? []
        // What waits and is less urgent is said by this.
        let standing = told.filter { !$0.isWaiting || !event.supersedes.contains($0.kind) }
        let history = NotificationHistory(
            lastSameAt: try table.lastSame(event), gatewayIncidentOpen: try isGatewayIncidentOpen(event),
            sentInIncident: told.filter { !$0.isWaiting }.reduce(0) { $0 + $1.messages },
            waitingInIncident: standing.filter(\.isWaiting).reduce(0) { $0 + $1.messages },
            toldInIncident: Set(standing.map(\.kind)), groupDueAt: nil)
        if event.withdrawsAccounts, let gateway = event.gateway { try table.mute(gateway: gateway) }
        // What still waits to be told of an incident that is over is not told any more.
        if event.kind == .recovered, let incident { try table.withdraw(incident: incident, audience: event.audience) }
        switch event.decide(history, settings: settings) {
        case .send(let dueAt):
            if let incident {
                try table.supersede(event.supersedes, incident: incident, audience: event.audience)
            }
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
        // What is told later has no part in the group that collects now.
        let isLater = dueAt > event.at + settings.notifyGroup
        let group =
            isLater
            ? nil
            : try table.group(
                channel: channel, audience: event.audience, language: language, after: event.at, until: dueAt)
        try table.add(
            event, account: account, incident: incident, language: language, channel: channel, state: .pending,
            dueAt: group ?? dueAt)
        guard group == nil else { return }
        let job = Notify(channel: channel, audience: event.audience, language: language)
        _ = try transaction.enqueue([try job.job(at: dueAt)])
    }

    /// A reconnect that was noted as begun was not: nothing was sent. What is left to tell is that the session has a problem.
    func didNotBegin(incident: Int64) throws {
        try table.reword(
            .reconnectBegun, as: .degraded, text: "The session has a problem", incident: incident, audience: .user)
    }

    private func isGatewayIncidentOpen(_ event: NotificationEvent) throws -> Bool {
        guard event.session != nil, let gateway = event.gateway else { return false }
        return try GatewayTable(db: transaction.database).hasIncident(gateway)
    }
}
