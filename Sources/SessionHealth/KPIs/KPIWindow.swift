package import WallTime

/// The windows that KPIs are shown for.
package enum KPIWindow: String, Sendable, Hashable, Codable, CaseIterable {
    case day = "24h"
    case week = "7d"
    case month = "30d"

    package var length: Duration {
        switch self {
        case .day: .days(1)
        case .week: .days(7)
        case .month: .days(30)
        }
    }

    /// When it begins, if it ends then.
    package func start(endingAt end: Timestamp) -> Timestamp { end - length }
}
