/// What came of a webhook.
package struct WebhookReport: Sendable, Hashable {
    /// It was taken before: nothing of it was done again.
    package var isDuplicate = false
    /// Checks that were enqueued at once.
    package var checks = 0
    /// Messages of which something new was told.
    package var messages = 0
    /// QR codes that were stored.
    package var codes = 0
    /// Events of sessions that no account has, and events that mean nothing to us.
    package var ignored = 0
}
