/// A table for the terminal, aligned by the width that characters really take.
///
/// Where it is too wide, texts are shortened, and after that whole columns are left out, those of the highest rank first. A number or a
/// time is never cut: `10…` is another number.
struct TextTable {
    /// On which side of its column a text stands.
    enum Alignment {
        case left
        case right
    }

    /// A column: what stands above it, and what becomes of it where there is no room.
    struct Column {
        var title: String
        var alignment = Alignment.left
        /// 0: always there. Others may be left out, the highest first.
        var rank = 0
        /// The width that it may be shortened to, at its end; nil: it is whole or not there.
        var shortest: Int?

        /// What is whole or not there: a number, a time, a state.
        static func whole(_ title: String, _ alignment: Alignment = .left, rank: Int = 0) -> Column {
            Column(title: title, alignment: alignment, rank: rank)
        }

        static func number(_ title: String, rank: Int = 0) -> Column {
            Column(title: title, alignment: .right, rank: rank)
        }

        /// A text that may be shortened.
        static func text(_ title: String, rank: Int = 0, shortest: Int = 12) -> Column {
            Column(title: title, rank: rank, shortest: shortest)
        }
    }

    private let columns: [Column]
    private var rows: [[String]] = []
    private var details: [Int: String] = [:]

    /// Makes a table without rows.
    init(_ columns: [Column]) {
        self.columns = columns
    }

    /// Adds a row; control characters in it are made visible.
    ///
    /// - Parameter detail: What stands on lines of its own below it, where a column would be too narrow.
    mutating func add(_ row: [String], detail: String? = nil) {
        if let detail, !detail.isEmpty { details[rows.count] = LogOutput.escaped(detail) }
        rows.append(row.map(LogOutput.escaped))
    }

    /// The lines of the table, none wider than that unless the columns that must be there are.
    func lines(width: Int) -> [String] {
        let (kept, widths) = fitted(width, spaceBetween: 2, spaceAround: 0)
        let rule = kept.map { String(repeating: "─", count: widths[$0]) }.joined(separator: "  ")
        var lines = [line(columns.map(\.title), kept, widths), rule]
        for (index, row) in rows.enumerated() {
            lines.append(line(row, kept, widths))
            if let detail = details[index] {
                lines += detail.wrapped(toWidth: max(width - 2, 20)).map { Terminal.paint("  \($0)", .grey) }
            }
        }
        return lines
    }

    /// The same in a box. Details are left out.
    func boxedLines(width: Int) -> [String] {
        let (kept, widths) = fitted(width, spaceBetween: 3, spaceAround: 4)
        func rule(_ left: String, _ middle: String, _ right: String) -> String {
            left + kept.map { String(repeating: "─", count: widths[$0] + 2) }.joined(separator: middle) + right
        }
        func boxed(_ cells: [String]) -> String {
            "│ " + kept.map { padded(cells[$0], column: $0, widths) }.joined(separator: " │ ") + " │"
        }
        return [rule("┌", "┬", "┐"), boxed(columns.map(\.title)), rule("├", "┼", "┤")] + rows.map(boxed)
            + [rule("└", "┴", "┘")]
    }

    /// The columns that there is room for, and how wide each is.
    private func fitted(_ width: Int, spaceBetween: Int, spaceAround: Int) -> (kept: [Int], widths: [Int]) {
        let natural = columns.indices.map { index in
            rows.reduce(columns[index].title.displayWidth) { max($0, $1[index].displayWidth) }
        }
        var kept = Array(columns.indices)
        while true {
            let room = width - spaceAround - spaceBetween * (kept.count - 1)
            if let widths = shortened(natural, kept, to: room) { return (kept, widths) }
            // Of two of the same rank the later one goes.
            let spare = kept.reversed().filter { columns[$0].rank > 0 }
            guard let next = spare.max(by: { columns[$0].rank < columns[$1].rank }) else {
                return (kept, narrowest(natural))
            }
            kept.removeAll { $0 == next }
        }
    }

    /// The widths with texts shortened, the widest first, until all fit; nil where they cannot.
    private func shortened(_ natural: [Int], _ kept: [Int], to room: Int) -> [Int]? {
        var widths = natural
        let least = narrowest(natural)
        var excess = kept.reduce(-room) { $0 + widths[$1] }
        while excess > 0 {
            guard let widest = kept.filter({ widths[$0] > least[$0] }).max(by: { widths[$0] < widths[$1] }) else {
                return nil
            }
            widths[widest] -= 1
            excess -= 1
        }
        return widths
    }

    private func narrowest(_ natural: [Int]) -> [Int] {
        columns.indices.map { index in
            columns[index].shortest.map { min(natural[index], max($0, columns[index].title.displayWidth)) }
                ?? natural[index]
        }
    }

    private func line(_ cells: [String], _ kept: [Int], _ widths: [Int]) -> String {
        var line = kept.map { padded(cells[$0], column: $0, widths) }.joined(separator: "  ")
        while line.last == " " { line.removeLast() }
        return line
    }

    private func padded(_ cell: String, column: Int, _ widths: [Int]) -> String {
        let cell = cell.truncated(toWidth: widths[column])
        let space = String(repeating: " ", count: max(0, widths[column] - cell.displayWidth))
        return columns[column].alignment == .right ? space + cell : cell + space
    }
}

extension String {
    /// The text on lines of that width, broken between words; a word that is wider stands on a line of its own.
    func wrapped(toWidth width: Int) -> [String] {
        var lines: [String] = []
        var line = ""
        for word in split(separator: " ") {
            if line.isEmpty {
                line = String(word)
            } else if line.displayWidth + 1 + String(word).displayWidth <= width {
                line += " " + word
            } else {
                lines.append(line)
                line = String(word)
            }
        }
        return line.isEmpty ? lines : lines + [line]
    }
}
