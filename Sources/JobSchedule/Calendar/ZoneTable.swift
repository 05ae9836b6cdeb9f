import Foundation
import Synchronization

/// The offsets of one time zone, as a table that is built a century at a time when first asked for.
///
/// Foundation answers each question about an offset by a search through locks and objects; a schedule asks hundreds of
/// thousands. The table is computed once, never changes, and is shared by all threads.
final class ZoneTable: Sendable {
    private let zone: TimeZone
    private let isUTC: Bool
    private let centuries = Mutex<[Int: [ZoneSpan]]>([:])

    /// Seconds in 100 mean years; the width of one part of the table.
    private static let century = 3_155_695_200

    init(_ zone: TimeZone, isUTC: Bool) {
        self.zone = zone
        self.isUTC = isUTC
    }

    /// The span that holds an instant.
    func span(at instant: Int) -> ZoneSpan {
        if isUTC {
            let start = LocalTime.earliest.seconds - 86_400
            return ZoneSpan(
                start: start, end: LocalTime.latest.seconds + 86_400, offset: 0, highWater: LocalTime(seconds: start))
        }
        let index = (instant >= 0 ? instant : instant - (Self.century - 1)) / Self.century
        let spans = centuries.withLock { table in
            if let spans = table[index] { return spans }
            let spans = Self.spans(of: zone, century: index)
            table[index] = spans
            return spans
        }
        var low = 0
        var high = spans.count
        while high - low > 1 {
            let middle = (low + high) / 2
            if spans[middle].start <= instant { low = middle } else { high = middle }
        }
        return spans[low]
    }

    /// The first instant at which the wall clock shows that time or a later one.
    ///
    /// For a time in a spring gap that is the first instant after the gap; for a repeated time, its first coming.
    func instant(reaching local: LocalTime) -> Int {
        // No zone was ever a whole day from UTC, so a day before is surely before.
        var span = span(at: local.seconds - 86_400)
        while span.localEnd <= local {
            span = self.span(at: span.end)
        }
        return max(local.seconds - span.offset, span.start)
    }

    private static func spans(of zone: TimeZone, century index: Int) -> [ZoneSpan] {
        let start = index * century
        let end = start + century
        var result: [ZoneSpan] = []
        // Begins a year early so that a clock that went back just before the century is known.
        var from = start - 366 * 86_400
        var offset = zone.secondsFromGMT(for: Date(timeIntervalSince1970: Double(from)))
        var highWater = LocalTime(seconds: from + offset)
        while from < end {
            let to = change(in: zone, after: from, offset: offset, limit: end)
            if from < start { highWater = max(highWater, LocalTime(seconds: min(to, start) + offset)) }
            if to > start {
                result.append(ZoneSpan(start: max(from, start), end: to, offset: offset, highWater: highWater))
            }
            highWater = max(highWater, LocalTime(seconds: to + offset))
            from = to
            offset = zone.secondsFromGMT(for: Date(timeIntervalSince1970: Double(to)))
        }
        return result
    }

    /// The next instant with another offset, or the limit.
    private static func change(in zone: TimeZone, after instant: Int, offset: Int, limit: Int) -> Int {
        func offsetAt(_ second: Int) -> Int {
            zone.secondsFromGMT(for: Date(timeIntervalSince1970: Double(second)))
        }
        var from = instant
        while from < limit {
            let next = zone.nextDaylightSavingTimeTransition(after: Date(timeIntervalSince1970: Double(from)))
            var to = limit
            if let next, next.timeIntervalSince1970 < Double(limit) {
                to = max(Int(next.timeIntervalSince1970.rounded(.up)), from + 1)
            }
            if offsetAt(to - 1) != offset {
                // A change that the system does not count as daylight saving, such as a country that moved: halve to it.
                var low = from
                var high = to - 1
                while high - low > 1 {
                    let middle = low + (high - low) / 2
                    if offsetAt(middle) == offset { low = middle } else { high = middle }
                }
                return high
            }
            if to >= limit || offsetAt(to) != offset { return to }
            // Only the name of the time changed.
            from = to
        }
        return limit
    }
}
