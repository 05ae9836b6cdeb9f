import Basics
import Gateways
import SessionHealth
import Synchronization
import WallTime

/// Confirms what a list only remembers: "connected" in the list of a gateway that answers from a record (Evolution's rows, GOWA's
/// list) is believed only when the gateway says so of the session alone.
///
/// Each session is asked for once an interval; those that something speaks against each time. As many at once as may be in flight to
/// one gateway, and no longer than `liveTime`: who was not reached comes first at the next sweep, and the list's word stands
/// meanwhile, for as long as the kind says that such a word may stand (`EvidenceTable.listedStatus`). After that nobody knows.
final class LiveQuestions: Sendable {
    /// The last answer about a session.
    struct Asked: Sendable {
        var at: Timestamp
        var isConnected: Bool
    }

    private let settings: HealthSettings
    private let clock: any WallClock
    private let asked = Mutex<[Name: [Name: Asked]]>([:])
    /// Since when the list's word stands for a session whose turn it is and that nobody got to ask for.
    private let unconfirmed = Mutex<[Name: [Name: Timestamp]]>([:])

    init(settings: HealthSettings, clock: any WallClock) {
        self.settings = settings
        self.clock = clock
    }

    /// Asks for those accounts whose turn it is.
    ///
    /// - Returns: what was answered, by session; those that were not asked are not in it.
    func ask(_ gateway: any Gateway, _ list: SessionList, _ accounts: [SurveyedAccount]) async -> [Name: LiveAnswer] {
        guard gateway.capabilities.confirmsAlone else { return [:] }
        let name = Name(gateway.name)
        let known = asked.withLock { $0[name] ?? [:] }
        let turn = Self.turn(accounts, list, known, at: clock.now(), settings: settings)
        guard !turn.isEmpty else {
            unconfirmed.withLock { $0[name] = nil }
            return [:]
        }
        var answers = await answers(gateway, turn)
        asked.withLock { asked in
            // Who is not on the gateway any more is forgotten.
            let present = Set(accounts.map { Name($0.session) })
            var kept = (asked[name] ?? [:]).filter { present.contains($0.key) }
            for (session, answer) in answers {
                kept[session] = Asked(at: answer.at, isConnected: answer.observation.status == .connected)
            }
            asked[name] = kept
        }
        answers.merge(overdue(turn.filter { answers[Name($0)] == nil }, gateway)) { told, _ in told }
        return answers
    }

    /// Those whose listed word has stood for too long: what was said of them is worth nothing any more.
    private func overdue(_ unasked: [String], _ gateway: any Gateway) -> [Name: LiveAnswer] {
        let (now, name) = (clock.now(), Name(gateway.name))
        let since = unconfirmed.withLock { unconfirmed in
            let before = unconfirmed[name] ?? [:]
            let since = Dictionary(
                unasked.map { (Name($0), min(before[Name($0)] ?? now, now)) }, uniquingKeysWith: { first, _ in first })
            unconfirmed[name] = since.isEmpty ? nil : since
            return since
        }
        guard let limit = gateway.capabilities.evidence.listedStatus.maximumAge else { return [:] }
        return since.filter { now - $0.value > limit }.mapValues { since in
            let minutes = (now - since).wholeMilliseconds / 60_000
            let answer = SessionAnswer(
                status: .unknown,
                words: "its list calls it connected, and for \(minutes) min it could not be asked for alone: raise"
                    + " gatewayConcurrency or liveTime")
            return LiveAnswer(at: now, latency: .zero, observation: .answered(answer), phone: nil)
        }
    }

    /// Whose turn it is, in order: what is doubtful, what is odd, then who was asked the longest ago.
    static func turn(
        _ accounts: [SurveyedAccount], _ list: SessionList, _ asked: [Name: Asked], at now: Timestamp,
        settings: HealthSettings
    ) -> [String] {
        // A little less than an interval, so that each sweep asks whom the last one asked.
        let interval = settings.checkInterval * 3 / 4
        let shortest = settings.confirmDelay / 3
        let candidates = accounts.compactMap { account -> (session: String, rank: Int, at: Timestamp)? in
            guard case .found(let listed) = list[account.session], listed.status == .connected else { return nil }
            let last = asked[Name(account.session)]
            // A clock that was set back must not keep the question for hours.
            let age = last.map { now >= $0.at ? now - $0.at : interval } ?? interval
            let isDoubtful = account.isDoubtful || last?.isConnected == false
            guard age >= interval || (isDoubtful && age >= shortest) else { return nil }
            return (account.session, isDoubtful ? 0 : account.isOdd ? 1 : 2, last?.at ?? .distantPast)
        }
        return candidates.sorted { ($0.rank, $0.at) < ($1.rank, $1.at) }.map(\.session)
    }

    private func answers(_ gateway: any Gateway, _ sessions: [String]) async -> [Name: LiveAnswer] {
        // Real time: it bounds how long real lanes wait, whatever clock the rest goes by.
        let deadline = ContinuousClock.now + settings.liveTime
        return await withTaskGroup(of: (Name, LiveAnswer).self, returning: [Name: LiveAnswer].self) { group in
            var answers: [Name: LiveAnswer] = [:]
            answers.reserveCapacity(sessions.count)
            var rest = sessions.makeIterator()
            var isOver = false
            func addNext() {
                guard !isOver, ContinuousClock.now < deadline, !Task.isCancelled, let session = rest.next() else {
                    return
                }
                group.addTask { [clock] in (Name(session), await LiveAnswer.ask(gateway, session, clock: clock)) }
            }
            for _ in 0..<settings.gatewayConcurrency { addNext() }
            for await (session, answer) in group {
                // Once its circuit is open the others would not be asked either, and the list's word stands.
                if answer.isNotAsked { isOver = true } else { answers[session] = answer }
                addNext()
            }
            return answers
        }
    }
}
