import Foundation
import WallTime

/// Times and durations as people read them.
enum TimeText {
    /// `2026-11-22T15:09:00.123Z`.
    static func utc(_ time: Timestamp) -> String {
        var seconds = time_t(time.seconds)
        var parts = tm()
        gmtime_r(&seconds, &parts)
        func two(_ number: Int32) -> String { number < 10 ? "0\(number)" : "\(number)" }
        let fraction = String(1000 + time.millisecondsOfSecond).dropFirst()
        return
            "\(Int(parts.tm_year) + 1900)-\(two(parts.tm_mon + 1))-\(two(parts.tm_mday))T\(two(parts.tm_hour)):\(two(parts.tm_min)):\(two(parts.tm_sec)).\(fraction)Z"
    }

    /// The largest unit that fits, and the next: `2h 5m`, `45s`, `120ms`.
    static func short(_ duration: Duration) -> String {
        let milliseconds = duration.wholeMilliseconds
        let seconds = milliseconds / 1000
        switch seconds {
        case ..<1: return "\(milliseconds)ms"
        case ..<60: return "\(seconds)s"
        case ..<3600: return seconds % 60 == 0 ? "\(seconds / 60)m" : "\(seconds / 60)m \(seconds % 60)s"
        case ..<86400: return seconds % 3600 < 60 ? "\(seconds / 3600)h" : "\(seconds / 3600)h \(seconds % 3600 / 60)m"
        default: return "\(seconds / 86400)d \(seconds % 86400 / 3600)h"
        }
    }

    /// `2 minutes ago`, `in 5 seconds`.
    static func relative(_ time: Timestamp, now: Timestamp) -> String {
        let distance = now - time
        let text = short(distance < .zero ? .zero - distance : distance)
        return distance < .zero ? "in \(text)" : "\(text) ago"
    }
}

extension String {
    /// The text with spaces after it up to that many columns of a terminal.
    func padded(to width: Int) -> String {
        self + String(repeating: " ", count: max(0, width - displayWidth))
    }
}
