package import SessionHealth
import WallTime

/// What one datum in a gateway's answers is worth.
package struct EvidenceTerms: Sendable, Hashable {
    /// What it means that the datum is not there.
    package enum Absence: String, Sendable, Hashable {
        /// Nothing: what is not told may be so all the same.
        case nothing
        /// That it is not so: the gateway keeps the datum for as long as it holds, and takes it away with it.
        case denial
    }

    /// Where it comes from.
    package var source: EvidenceSource
    package var absence: Absence
    /// How old it may be to count; nil: it stands until something newer contradicts it.
    package var maximumAge: Duration?

    package init(_ source: EvidenceSource, absence: Absence = .nothing, maximumAge: Duration? = nil) {
        self.source = source
        self.absence = absence
        self.maximumAge = maximumAge
    }
}

/// What each datum of one kind's answers is worth: where it comes from, what its absence means, how old it may be. nil: the kind does
/// not tell it.
///
/// `docs/gateways/README.md` has the same as a table; the sources of the rules stand with the kinds.
package struct EvidenceTable: Sendable, Hashable {
    /// The status of a session in the list. Of a record (`GatewayCapabilities.confirmsAlone`) the age is for how long its
    /// "connected" stands when nobody gets to ask for the session alone.
    package var listedStatus: EvidenceTerms
    /// The status of a session that is asked for alone. The age is that of an answer when it is judged.
    package var status: EvidenceTerms
    /// Why a session ended. One that is older than the connection that was lost is about an earlier one.
    package var ending: EvidenceTerms?
    /// That a QR code is being shown.
    package var code: EvidenceTerms?
    /// The record of a login. Only where its absence is a denial is a login gone when the record is empty.
    package var login: EvidenceTerms?
    /// The telephone number.
    package var number: EvidenceTerms?
    /// What WhatsApp forbids the number for a while; it ends by its own time, where that is told.
    package var restriction: EvidenceTerms?

    package init(
        listedStatus: EvidenceTerms, status: EvidenceTerms, ending: EvidenceTerms? = nil, code: EvidenceTerms? = nil,
        login: EvidenceTerms? = nil, number: EvidenceTerms? = nil, restriction: EvidenceTerms? = nil
    ) {
        self.listedStatus = listedStatus
        self.status = status
        self.ending = ending
        self.code = code
        self.login = login
        self.number = number
        self.restriction = restriction
    }

    /// Lists, answers and what is done with them take a minute at worst; what is judged later tells of another time (a process that
    /// was suspended, a database that was locked).
    static let answerAge = Duration.minutes(5)
    /// A record that nobody could confirm for so long is no evidence.
    static let recordAge = Duration.minutes(30)

    /// By its name in the documentation.
    package var rows: [(name: String, terms: EvidenceTerms?)] {
        [
            ("status in the list", listedStatus), ("status alone", status), ("reason of an end", ending),
            ("code", code), ("record of the login", login), ("number", number), ("restriction", restriction),
        ]
    }
}

extension EvidenceTable {
    /// The Node service answers from its process; metadata keep the reason and the code of the last time.
    static let node = EvidenceTable(
        listedStatus: EvidenceTerms(.memory, maximumAge: answerAge),
        status: EvidenceTerms(.memory, maximumAge: answerAge),
        ending: EvidenceTerms(.memory), code: EvidenceTerms(.memory, maximumAge: .minutes(5)),
        number: EvidenceTerms(.memory))

    /// WAHA's `me` is what the engine last knew: it shows that a login is there, and by its absence nothing. A `null` among the limits
    /// says that they are not known.
    static let waha = EvidenceTable(
        listedStatus: EvidenceTerms(.memory, maximumAge: answerAge),
        status: EvidenceTerms(.memory, maximumAge: answerAge),
        ending: EvidenceTerms(.memory), code: EvidenceTerms(.live, maximumAge: .seconds(20)),
        login: EvidenceTerms(.memory), number: EvidenceTerms(.memory), restriction: EvidenceTerms(.memory))

    /// Evolution's rows say "open" of what its process reconnects by itself (evolution-api#2403), and keep the reason of the last logout. A
    /// code that stays is the one of the last login: WhatsApp keeps none for longer than a minute.
    static let evolution = EvidenceTable(
        listedStatus: EvidenceTerms(.stored, maximumAge: recordAge),
        status: EvidenceTerms(.memory, maximumAge: answerAge), ending: EvidenceTerms(.stored),
        code: EvidenceTerms(.memory, maximumAge: .seconds(65)), number: EvidenceTerms(.stored))

    /// WPPConnect's token store lists names alone; each status is its process's.
    static let wppconnect = EvidenceTable(
        listedStatus: EvidenceTerms(.memory, maximumAge: answerAge),
        status: EvidenceTerms(.memory, maximumAge: answerAge),
        ending: EvidenceTerms(.memory), code: EvidenceTerms(.memory, maximumAge: .seconds(20)))

    /// wwebjs-api asks the page for each status; it forgets a code 30 s after it came.
    static let wwebjsAPI = EvidenceTable(
        listedStatus: EvidenceTerms(.live, maximumAge: answerAge), status: EvidenceTerms(.live, maximumAge: answerAge),
        ending: EvidenceTerms(.live), code: EvidenceTerms(.memory, maximumAge: .seconds(30)),
        restriction: EvidenceTerms(.live))

    /// GOWA's list repeats the last word of each device. Its `jid` is the login: cleared at a real logout, and at nothing else
    /// (`LogoutDeviceKeepSlot`). The flags of one device are its socket's.
    static let gowa = EvidenceTable(
        listedStatus: EvidenceTerms(.memory, maximumAge: recordAge),
        status: EvidenceTerms(.live, maximumAge: answerAge),
        code: EvidenceTerms(.live, maximumAge: .seconds(30)), login: EvidenceTerms(.memory, absence: .denial),
        number: EvidenceTerms(.memory))

    /// OpenWA writes its states into rows, and tells with `engineLoaded` whether they are the process's.
    static let openwa = EvidenceTable(
        listedStatus: EvidenceTerms(.memory, maximumAge: answerAge),
        status: EvidenceTerms(.memory, maximumAge: answerAge),
        ending: EvidenceTerms(.stored), code: EvidenceTerms(.memory, maximumAge: .seconds(20)),
        number: EvidenceTerms(.stored), restriction: EvidenceTerms(.stored))

    /// wa-automate has one session, and no list.
    static let waAutomate = EvidenceTable(
        listedStatus: EvidenceTerms(.live, maximumAge: answerAge), status: EvidenceTerms(.live, maximumAge: answerAge),
        ending: EvidenceTerms(.live), code: EvidenceTerms(.memory, maximumAge: .seconds(20)),
        number: EvidenceTerms(.live),
        restriction: EvidenceTerms(.live))
}

extension EvidenceTable {
    /// The same answer without what this kind cannot know: a login called cleared where an empty record proves nothing, a code or a
    /// reason from a kind that tells none. An adapter that is mistaken about its gateway then ends no login.
    package func bounded(_ answer: SessionAnswer) -> SessionAnswer {
        var answer = answer
        if answer.login == .cleared, login?.absence != .denial { answer.login = nil }
        if answer.login == .kept, login == nil { answer.login = nil }
        if code == nil, answer.showsQR == true { answer.showsQR = nil }
        if ending == nil { answer.ending = nil }
        if restriction == nil { (answer.restricted, answer.restrictedUntil) = (false, nil) }
        return answer
    }
}
