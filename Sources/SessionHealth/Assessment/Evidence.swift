package import WallTime

/// All that a check knows about one session. What the score is made of, and nothing else.
package struct Evidence: Sendable, Hashable, Codable {
    /// What the database remembers.
    package var databaseStatus: SessionStatus
    /// What the gateway said.
    package var observation: GatewayObservation
    /// When the gateway gave that answer; nil: at the time of the check.
    package var observedAt: Timestamp?
    /// What earlier checks and webhooks found out, and still stands.
    package var remembered: Remembered
    /// The newest message received.
    package var lastIncoming: Timestamp?
    /// The newest message sent.
    package var lastOutgoing: Timestamp?
    /// Whether the account ever had a message. One that had none is not idle.
    package var hadTraffic: Bool
    /// Outgoing messages that failed, at least those of the failed window; older ones are passed over.
    package var failures: [FailedMessage]
    /// The latest outgoing messages that the gateway accepted; the last hundred are plenty.
    package var sends: [SentMessage]
    /// Whether acknowledgements from this gateway reach us: one of a server or better was seen within the last day.
    package var acknowledgementsReported: Bool
    /// Within which time acknowledgements from this gateway usually reach us, as learned from those that did; nil where too
    /// few did. A send is not stuck before that.
    package var acknowledgementDelay: Duration?
    /// A second, deeper look, where one was taken for this check.
    package var probe: DeepProbe?
    /// When the session was last restarted or newly linked. Crashes and stuck sends from before belong to the session of
    /// then: without this a session that was restarted after a crash would look crashed for half an hour.
    package var sessionStartedAt: Timestamp?
    /// Other accounts that hold the same number, by name.
    package var sharesNumberWith: [String]
    /// The number that the session has now, where it is another than the account's.
    package var anotherNumber: AnotherNumber?
    /// Silence against the account's own usual traffic, where `UsualTraffic` finds one.
    package var silence: Silence?

    package init(
        databaseStatus: SessionStatus, observation: GatewayObservation, lastIncoming: Timestamp? = nil,
        lastOutgoing: Timestamp? = nil, hadTraffic: Bool? = nil, failures: [FailedMessage] = [],
        sends: [SentMessage] = [], acknowledgementsReported: Bool = false, acknowledgementDelay: Duration? = nil,
        probe: DeepProbe? = nil, sessionStartedAt: Timestamp? = nil, sharesNumberWith: [String] = [],
        silence: Silence? = nil, observedAt: Timestamp? = nil, remembered: Remembered = Remembered(),
        anotherNumber: AnotherNumber? = nil
    ) {
        self.databaseStatus = databaseStatus
        self.observation = observation
        self.observedAt = observedAt
        self.remembered = remembered
        self.lastIncoming = lastIncoming
        self.lastOutgoing = lastOutgoing
        self.hadTraffic = hadTraffic ?? (lastIncoming != nil || lastOutgoing != nil)
        self.failures = failures
        self.sends = sends
        self.acknowledgementsReported = acknowledgementsReported
        self.acknowledgementDelay = acknowledgementDelay
        self.probe = probe
        self.sessionStartedAt = sessionStartedAt
        self.sharesNumberWith = sharesNumberWith
        self.anotherNumber = anotherNumber
        self.silence = silence
    }

    /// Two numbers that are not one, digits only.
    package struct AnotherNumber: Sendable, Hashable, Codable {
        /// The account's, as it was known before.
        package var known: String
        /// What the gateway says that the session has.
        package var told: String

        package init(known: String, told: String) {
            self.known = known
            self.told = told
        }
    }

    /// The newest message, in or out.
    package var lastMessage: Timestamp? {
        guard let lastIncoming, let lastOutgoing else { return lastIncoming ?? lastOutgoing }
        return max(lastIncoming, lastOutgoing)
    }

    /// When the newest message was sent that WhatsApp's server acknowledged: evidence of life.
    package var lastAcknowledgedSend: Timestamp? { sends.filter(\.reachedServer).map(\.at).max() }

    /// The newest sign that the session is connected, whatever its gateway says: a message came in, or one of ours got through.
    package var lastLifeSign: Timestamp? { [lastIncoming, lastAcknowledgedSend].compactMap(\.self).max() }
}
