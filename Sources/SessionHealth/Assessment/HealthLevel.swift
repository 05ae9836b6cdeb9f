/// A score in a word and a colour.
package enum HealthLevel: String, Sendable, Hashable, Codable, CaseIterable {
    case excellent
    case good
    case warning
    case critical
    case failed
    /// The check could not be made.
    case unknown

    /// The level of a score of 0–100; `unknown` where there is none.
    package init(score: Int?) {
        self =
            switch score {
            case nil: .unknown
            case .some(90...): .excellent
            case .some(70...): .good
            case .some(50...): .warning
            case .some(30...): .critical
            case .some: .failed
            }
    }

    /// This level, or the other where that is worse. `unknown` stays what it is.
    package func atMost(_ other: HealthLevel) -> HealthLevel {
        guard let own = range, let cap = other.range else { return self }
        return own.lowerBound > cap.lowerBound ? other : self
    }

    /// The scores of this level, 0–100; none for `unknown`.
    package var range: ClosedRange<Int>? {
        switch self {
        case .excellent: 90...100
        case .good: 70...89
        case .warning: 50...69
        case .critical: 30...49
        case .failed: 0...29
        case .unknown: nil
        }
    }

    /// The name of its colour, as the terminal and the page use it.
    package var colour: String {
        switch self {
        case .excellent: "green"
        case .good: "cyan"
        case .warning: "yellow"
        case .critical: "orange"
        case .failed: "red"
        case .unknown: "grey"
        }
    }

    /// A coloured dot for terminals. There is no cyan one; blue is the nearest.
    package var dot: String {
        switch self {
        case .excellent: "🟢"
        case .good: "🔵"
        case .warning: "🟡"
        case .critical: "🟠"
        case .failed: "🔴"
        case .unknown: "⚪"
        }
    }
}
