import JobQueue
import JobQueueSQLite
import SessionHealth
import WallTime

extension HealthMonitor {
    /// The handler of `Notify`.
    func notify(_ job: Notify, _ context: JobContext) async throws -> Outcome {
        guard let channel = notifications.channel(named: job.channel) else {
            return .discard(reason: "There is no notification channel \"\(job.channel)\" any more.")
        }
        // One job tells all that is due: another that runs beside it would tell the same again.
        if try await store.isBeingTold(job, by: context.job.id) {
            return .snooze(until: context.clock.now() + .seconds(1))
        }
        let items = try await store.dueNotifications(job)
        let (message, grouped) = NotificationMessage.compose(
            items, audience: job.audience, language: job.language, at: context.clock.now(),
            templates: notifications.templates, page: notifications.page)
        guard let message else { return .done }
        do {
            try await courier.deliver(message, to: channel)
        } catch {
            // A channel that says when to come back is asked then, which is no failure; but not for ever.
            let isYoung = context.clock.now() - context.job.createdAt < .days(2)
            if isYoung, let wait = (error as? NotificationError)?.retryAfter {
                return .release(after: max(wait, .seconds(1)))
            }
            let isLast = context.attempt >= context.job.maxAttempts ?? Notify.retryPolicy?.maxAttempts ?? 1
            if isLast { try await store.settle(message.items.map(\.id), .failed, error: "\(error)") }
            throw error
        }
        context.onSettle { (transaction: SQLiteTransaction) in
            let table = NotificationTable(db: transaction.database)
            for item in message.items { try table.settle(item.id, .sent, at: transaction.now, error: nil) }
            for id in grouped { try table.settle(id, .grouped, at: transaction.now, error: nil) }
        }
        return .done
    }

    /// Sends a trial message through a channel, or through all of them.
    ///
    /// - Returns: for each channel the error, nil where it has taken the message.
    package func notifyTest(channel name: String? = nil) async throws -> [(channel: String, error: String?)] {
        let channels = notifications.channels.isEmpty ? [.log] : notifications.channels
        let chosen = name.map { name in channels.filter { $0.name == name } } ?? channels
        guard !chosen.isEmpty else {
            let known = channels.map(\.name).joined(separator: ", ")
            throw MonitorError(.notFound, "There is no notification channel \"\(name ?? "")\"; there are: \(known)")
        }
        let event = NotificationEvent(
            .admin, .sessionsDegraded, at: clock.now(), text: "A trial message of Denyut: this channel works")
        var results: [(channel: String, error: String?)] = []
        for channel in chosen {
            let (message, _) = NotificationMessage.compose(
                [NotificationMessage.Item(id: 0, event: event)], audience: .admin, language: channel.language,
                at: clock.now(), templates: [:])
            guard let message else { continue }
            do {
                try await courier.deliver(message, to: channel)
                results.append((channel.name, nil))
            } catch {
                results.append((channel.name, "\(error)"))
            }
        }
        return results
    }
}
