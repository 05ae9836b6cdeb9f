package import SessionHealth

/// Where people are told, and in which words.
package struct NotificationSettings: Sendable, Hashable {
    /// In the order of the settings; without any, the log.
    package var channels: [NotificationChannel]
    /// Words of one's own, by kind and language; where there are none, `NotificationText`'s.
    package var templates: [NotificationKind: [String: String]]

    /// Where the page is, for links in messages: `https://denyut.example.org`, without a slash at its end.
    package var page: String?

    package init(
        channels: [NotificationChannel] = [], templates: [NotificationKind: [String: String]] = [:], page: String? = nil
    ) {
        self.channels = channels
        self.templates = templates
        self.page = page
    }

    /// The channels through which an audience is told.
    package func channels(for audience: NotificationAudience) -> [NotificationChannel] {
        let found = channels.filter { $0.audiences.contains(audience) }
        return found.isEmpty ? [.log] : found
    }

    package func channel(named name: String) -> NotificationChannel? {
        channels.first { $0.name == name } ?? (name == NotificationChannel.log.name ? .log : nil)
    }
}
