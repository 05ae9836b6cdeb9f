import Basics
import Gateways
import JobQueue
import SessionHealth
import SessionMonitor
import WallTime

/// Scores over time as a drawing for the terminal: eight rows of blocks, each column a part of the time.
struct TrendChart {
    /// What a column shows.
    enum Column: Equatable {
        /// No check was made.
        case empty
        /// Checks were tried, and none could be made.
        case unknown
        /// The mean score, 0–100.
        case score(Double)
    }

    /// Rows of the drawing; each has eight steps.
    static let rows = 8
    /// Columns left of the drawing: the scale and its line.
    private static let margin = 5
    private static let blocks = Array(" ▁▂▃▄▅▆▇█")

    let columns: [Column]
    private let from: Timestamp
    private let until: Timestamp
    private let lowest: Int?
    private let mean: Double?

    /// Makes a chart.
    ///
    /// - Parameter width: of the whole drawing, in columns of the terminal.
    init(_ points: [TrendPoint], from: Timestamp, until: Timestamp, width: Int) {
        let count = max(10, width - Self.margin)
        let length = max(1, (until - from).wholeMilliseconds)
        var sums = [(score: Double, n: Int, seen: Bool)](repeating: (0, 0, false), count: count)
        for point in points where point.at >= from && point.at < until {
            let place = Int((point.at - from).wholeMilliseconds * Int64(count) / length)
            sums[place].seen = true
            guard let score = point.score else { continue }
            sums[place].score += score
            sums[place].n += 1
        }
        columns = Self.filled(
            sums.map { $0.n > 0 ? .score($0.score / Double($0.n)) : $0.seen ? .unknown : .empty },
            everyColumns: Self.distance(points, count: count, length: length))
        self.from = from
        self.until = until
        lowest = points.compactMap(\.lowest).min()
        let scores = points.compactMap(\.score)
        mean = scores.isEmpty ? nil : scores.reduce(0, +) / Double(scores.count)
    }

    /// How many columns lie between two points as they usually come: hours of a week are wider than a column.
    private static func distance(_ points: [TrendPoint], count: Int, length: Int64) -> Int {
        let gaps = zip(points, points.dropFirst()).map { ($1.at - $0.at).wholeMilliseconds }.sorted()
        guard !gaps.isEmpty else { return 1 }
        let usual = gaps[gaps.count / 2]
        return max(1, Int((usual * Int64(count) + length - 1) / length))
    }

    /// A point lasts until the next one is due, so that no gaps show where none were.
    private static func filled(_ columns: [Column], everyColumns distance: Int) -> [Column] {
        var result = columns
        var last = (at: -1, column: Column.empty)
        for (index, column) in columns.enumerated() {
            if column != .empty {
                last = (index, column)
            } else if last.at >= 0, index - last.at < distance {
                result[index] = last.column
            }
        }
        return result
    }

    /// The drawing, with a scale on its left and times below.
    func lines(painted: Bool) -> [String] {
        let drawn = (0..<Self.rows).map { row in
            let floor = Double(Self.rows - 1 - row) * 100 / Double(Self.rows)
            return scale(row) + "│" + columns.map { cell($0, floor: floor, painted: painted) }.joined()
        }
        return drawn + ["    └" + String(repeating: "─", count: columns.count), times]
    }

    /// The mean and the lowest score, in a sentence.
    var summary: String {
        guard let mean else { return "No checks in this time." }
        return "Mean \(Int(saturating: mean.rounded())), lowest \(lowest.map(String.init) ?? "–")."
    }

    /// 100 at the top, 50 in the middle, 0 at the bottom.
    private func scale(_ row: Int) -> String {
        switch row {
        case 0: "100 "
        case Self.rows / 2: " 50 "
        case Self.rows - 1: "  0 "
        default: "    "
        }
    }

    private func cell(_ column: Column, floor: Double, painted: Bool) -> String {
        switch column {
        case .empty: return " "
        case .unknown: return floor == 0 ? "·" : " "
        case .score(let score):
            let share = (score - floor) / (100 / Double(Self.rows))
            // A score of nothing is still a check that was made.
            let least = floor == 0 ? 1 : 0
            let steps = min(8, max(least, Int((share * 8).rounded())))
            let text = String(Self.blocks[steps])
            return painted && steps > 0 ? Terminal.paint(text, HealthLevel(score: Int(score)).terminalColour) : text
        }
    }

    private var times: String {
        let isLong = until - from > .hours(36)
        func text(_ time: Timestamp) -> String {
            let full = TimeText.utc(time)
            return isLong
                ? String(full.prefix(16).dropFirst(5)).replacing("T", with: " ") : String(full.prefix(16).suffix(5))
        }
        let (first, middle, last) = (text(from), text(from + (until - from) / 2), text(until) + " UTC")
        let free = max(2, columns.count + Self.margin - first.count - middle.count - last.count)
        return first + String(repeating: " ", count: free / 2) + middle
            + String(repeating: " ", count: free - free / 2) + last
    }
}

extension HealthLevel {
    /// The nearest of the colours that every terminal has.
    var terminalColour: Terminal.Colour {
        switch self {
        case .excellent: .green
        case .good: .cyan
        case .warning, .critical: .yellow
        case .failed: .red
        case .unknown: .grey
        }
    }
}
