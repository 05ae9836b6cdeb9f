/// How the webhooks fared.
package struct WebhookCounts: Hashable, Sendable {
    package var delivered = 0
    /// Tries that failed, whether or not another followed.
    package var failedTries = 0
    package var givenUp = 0
    /// Kept back on demand.
    package var lost = 0

    mutating func count(_ outcome: WebhookOutcome, isLast: Bool) {
        if outcome == .delivered {
            delivered += 1
        } else {
            failedTries += 1
            if isLast { givenUp += 1 }
        }
    }

    var json: JSON {
        [
            "delivered": .count(delivered), "failed_tries": .count(failedTries), "given_up": .count(givenUp),
            "lost": .count(lost),
        ]
    }
}
