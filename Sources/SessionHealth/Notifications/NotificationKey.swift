/// What may not be repeated too soon.
package struct NotificationKey: Sendable, Hashable, Codable {
    package var audience: NotificationAudience
    package var kind: NotificationKind
    package var gateway: String?
    package var session: String?
}
