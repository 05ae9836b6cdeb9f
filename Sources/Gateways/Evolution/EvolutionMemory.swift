import Basics
import Synchronization
import WallTime

/// What must be remembered of Evolution's instances to understand its answers, in this process.
final class EvolutionMemory: Sendable {
    /// What a code that the gateway repeats is worth.
    enum Freshness: Equatable {
        /// It took the place of another one a moment ago: it is being shown.
        case fresh
        /// Seen for the first time: it may be the one with which the instance was linked long ago, which the gateway keeps.
        case unproven
        /// Unchanged for longer than WhatsApp lets a code live.
        case stale
    }

    private struct Shown {
        var code: QRCode.Content
        var count: Int?
        var firstSeen: Timestamp
        var lastSeen: Timestamp
        var tookAnothersPlace: Bool
    }

    private struct State {
        /// Whether an instance is one of the official API's, by name.
        var official: [Name: Bool] = [:]
        var codes: [Name: Shown] = [:]
    }

    /// More instances than that in one gateway are not watched by one process.
    private static let limit = 50_000
    /// WhatsApp replaces the first code after 60 s and each later one after 20 s.
    static let codeLifetime = EvidenceTable.evolution.code?.maximumAge ?? .zero
    /// A code that was seen longer ago says nothing of the one that is seen now.
    static let gap = Duration.minutes(5)

    private let state = Mutex(State())

    /// Whether the instance is one of the official API's (`integration` other than WHATSAPP-BAILEYS); nil where no row of it was
    /// seen yet.
    func isOfficial(_ id: String) -> Bool? {
        state.withLock { $0.official[Name(id)] }
    }

    func note(_ rows: [EvolutionShapes.Row]) {
        state.withLock { state in
            if state.official.count + rows.count > 2 * Self.limit { state.official = [:] }
            for row in rows { state.official[Name(row.observation.id)] = row.isOfficial }
        }
    }

    /// Looks at the code that `connect` answers for an instance that is connecting. Its count rises with each new one.
    func look(at code: QRCode, count: Int?, of id: String, now: Timestamp) -> Freshness {
        state.withLock { state in
            if state.codes.count >= Self.limit { state.codes = [:] }
            let name = Name(id)
            guard var shown = state.codes[name], now >= shown.lastSeen, now - shown.lastSeen <= Self.gap else {
                state.codes[name] = Shown(
                    code: code.content, count: count, firstSeen: now, lastSeen: now, tookAnothersPlace: false)
                return .unproven
            }
            defer { state.codes[name] = shown }
            shown.lastSeen = now
            if shown.code != code.content || shown.count != count {
                shown.code = code.content
                shown.count = count
                shown.firstSeen = now
                shown.tookAnothersPlace = true
                return .fresh
            }
            if now - shown.firstSeen > Self.codeLifetime { return .stale }
            return shown.tookAnothersPlace ? .fresh : .unproven
        }
    }
}
