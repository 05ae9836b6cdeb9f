package import SessionHealth
package import WallTime

/// One message to one audience through one channel: what has been collected, each session once.
package struct NotificationMessage: Sendable, Hashable {
    /// One thing that is told.
    package struct Item: Sendable, Hashable {
        package var id: Int64
        package var event: NotificationEvent
        package var account: Int64?
        package var phone: String?
        package var label: String?
        package var incident: Int64?

        package init(
            id: Int64, event: NotificationEvent, account: Int64? = nil, phone: String? = nil, label: String? = nil,
            incident: Int64? = nil
        ) {
            self.id = id
            self.event = event
            self.account = account
            self.phone = phone
            self.label = label
            self.incident = incident
        }

        /// What people call what it is about.
        package var subject: String? {
            label ?? phone.map { "+" + $0 } ?? event.session ?? event.gateway
        }
    }

    package var audience: NotificationAudience
    package var language: String
    package var at: Timestamp
    /// The most urgent first.
    package var items: [Item]
    /// As people read it: a line per item.
    package var text: String

    /// Composes a message of what is due.
    ///
    /// - Returns: nil where there is nothing; the numbers of those that are said with something more urgent.
    package static func compose(
        _ due: [Item], audience: NotificationAudience, language: String, at now: Timestamp,
        templates: [NotificationKind: [String: String]], page: String? = nil
    ) -> (message: NotificationMessage?, grouped: [Int64]) {
        let events = NotificationGroup(due.map(\.event)).events
        var items: [Item] = []
        for event in events {
            if let item = due.first(where: { $0.event == event }) { items.append(item) }
        }
        guard !items.isEmpty else { return (nil, []) }
        let told = Set(items.map(\.id))
        let lines = items.prefix(lineLimit).map { item in
            NotificationText.line(item, language: language, template: templates[item.event.kind]?[language], page: page)
        }
        let more = items.count - lines.count
        let text = (lines + (more > 0 ? [NotificationText.more(more, language: language)] : [])).joined(separator: "\n")
        let message = NotificationMessage(audience: audience, language: language, at: now, items: items, text: text)
        return (message, due.map(\.id).filter { !told.contains($0) })
    }

    /// A message of more lines than this is read by nobody.
    private static let lineLimit = 20
}
