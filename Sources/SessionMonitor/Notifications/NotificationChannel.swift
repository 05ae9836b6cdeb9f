package import Gateways
package import SessionHealth

/// Somewhere to tell people something.
package struct NotificationChannel: Sendable, Hashable {
    /// How it is told.
    package enum Target: Sendable, Hashable {
        /// A JSON object, signed with HMAC-SHA256 over the time and the body where there is a secret.
        case webhook(url: String, secret: Secret?)
        case telegram(token: Secret, chat: String)
        /// The URL is a secret: whoever has it can post.
        case slack(url: Secret)
        case discord(url: Secret)
        /// Through the system's sendmail.
        case mail(to: String, from: String, program: String)
        /// A line in our own log: what is done where no channel is set.
        case log

        /// The word for it in the settings.
        package var kind: String {
            switch self {
            case .webhook: "webhook"
            case .telegram: "telegram"
            case .slack: "slack"
            case .discord: "discord"
            case .mail: "mail"
            case .log: "log"
            }
        }
    }

    /// Unique among the channels.
    package var name: String
    package var target: Target
    /// Who is told through it.
    package var audiences: Set<NotificationAudience>
    /// The language of what is told to the admin; the user's accounts have their own.
    package var language: String

    package init(
        name: String, target: Target, audiences: Set<NotificationAudience> = [.user, .admin], language: String = "en"
    ) {
        self.name = name
        self.target = target
        self.audiences = audiences
        self.language = language
    }

    /// What tells where no channel is set.
    package static let log = NotificationChannel(name: "log", target: .log)
}
