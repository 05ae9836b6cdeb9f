/// What a check can find; the machine code of an issue. Raw values stand in health rows and in JSON.
package enum Finding: String, Sendable, Hashable, Codable, CaseIterable {
    // With points.
    case notFound = "not_found"
    case notConnected = "not_connected"
    case idle
    case failedMessages = "failed_messages"
    case statusMismatch = "status_mismatch"
    case crash

    // Shown, without points.
    case noMessages = "no_messages"
    case zombie
    /// One send after the other fails, and none gets through.
    case sendsFail = "sends_fail"
    /// A second, deeper look found the page dead, though no message has failed yet.
    case pageDead = "page_dead"
    case recipientFailures = "recipient_failures"
    case timeLocked = "time_locked"
    case restricted
    case silent
    case duplicateNumber = "duplicate_number"
    /// The session is linked to another number than the account's: somebody scanned with another phone.
    case anotherNumber = "another_number"
    /// A reload of the page that no second probe has confirmed as a crash.
    case crashUnconfirmed = "crash_unconfirmed"
    /// The gateway gave a reason why the session ended.
    case ended

    // Why a check could not be made.
    case gatewayFailed = "gateway_failed"
    case statusUntrusted = "status_untrusted"
}
