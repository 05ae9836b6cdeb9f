import WallTime

/// What a kind reads out of a verified webhook.
struct WebhookReading {
    /// The delivery's own identifier, where the proof covers it; the same in each repetition.
    var id: String?
    /// What else makes the delivery itself beside its body, where the proof covers it: the time that the Node service signs.
    var nonce: String?
    /// When it was sent, where the proof covers that. What is older than deliveries are remembered is refused: it could be one
    /// that was taken already.
    var sentAt: Timestamp?
    /// Whether its body holds a time or an identifier of what it tells, so that two equal bodies are one delivery. Of the others
    /// two are two: a session that is disconnected today for the reason of yesterday.
    var isDated = false
    var events: [WebhookEvent]
}
