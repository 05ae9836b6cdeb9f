/// A table for the terminal, aligned by the width that characters really take.
struct TextTable {
    /// On which side of its column a text stands.
    enum Alignment {
        case left
        case right
    }

    private let header: [String]
    private let alignments: [Alignment]
    private var rows: [[String]] = []

    /// Makes a table without rows.
    init(_ columns: [(title: String, alignment: Alignment)]) {
        header = columns.map(\.title)
        alignments = columns.map(\.alignment)
    }

    /// Adds a row; control characters in it are made visible.
    mutating func add(_ row: [String]) {
        rows.append(row.map(LogOutput.escaped))
    }

    /// The lines of the table, none wider than that where cutting one column can help.
    ///
    /// - Parameter column: The column that is cut where need be, from 0; the last one where it is not given.
    func lines(width: Int = 120, cutting column: Int? = nil) -> [String] {
        var widths = header.map(\.displayWidth)
        for row in rows {
            for (index, cell) in row.enumerated() { widths[index] = max(widths[index], cell.displayWidth) }
        }
        if let cut = column ?? widths.indices.last {
            let others = widths.reduce(0, +) - widths[cut] + 2 * (widths.count - 1)
            widths[cut] = min(widths[cut], max(header[cut].displayWidth, width - others))
        }
        let rule = widths.map { String(repeating: "─", count: $0) }
        return [line(header, widths), rule.joined(separator: "  ")] + rows.map { line($0, widths) }
    }

    private func line(_ cells: [String], _ widths: [Int]) -> String {
        let parts = zip(cells, widths).enumerated().map { index, pair in
            let cell = pair.0.truncated(toWidth: pair.1)
            let space = String(repeating: " ", count: max(0, pair.1 - cell.displayWidth))
            return alignments[index] == .right ? space + cell : cell + space
        }
        var line = parts.joined(separator: "  ")
        while line.last == " " { line.removeLast() }
        return line
    }
}
