import Testing

@testable import DenyutCommands

@Suite("Tables") struct TextTableTests {
    private func table() -> TextTable {
        var table = TextTable([
            .number("Id"), .text("Account"), .whole("Status", rank: 1), .number("Waiting time", rank: 2),
            .text("Issues"),
        ])
        table.add(["123456", "Toko Bunga Mawar Melati", "connected", "2h 35m", "no message has gone through for a day"])
        return table
    }

    @Test("a table is as wide as it needs to be, and no wider than there is room for", arguments: 44...140)
    func width(width: Int) {
        let lines = table().lines(width: width)
        #expect(lines.allSatisfy { $0.displayWidth <= width }, "\(lines)")
        // A number is whole, or its column is not there.
        #expect(lines[2].contains("123456"))
        #expect(lines[0].contains("Waiting time") == lines[2].contains("2h 35m"))
        #expect(lines[0].contains("Status") == lines[2].contains("connected"))
        #expect(!lines[2].contains("2h…"))
    }

    @Test("texts are shortened first, then columns are left out, those of the highest rank first")
    func order() {
        #expect(table().lines(width: 120)[2].contains("for a day"))
        let shortened = table().lines(width: 70)
        #expect(shortened[2].contains("…") && shortened[2].contains("connected") && shortened[2].contains("2h 35m"))
        let without = table().lines(width: 50)
        #expect(!without[2].contains("2h 35m") && without[2].contains("connected"))
        #expect(!table().lines(width: 40)[2].contains("connected"))
    }

    @Test("of two columns of one rank the later one goes")
    func ties() {
        var table = TextTable([.number("A"), .number("B", rank: 1), .number("C", rank: 1)])
        table.add(["11111", "22222", "33333"])
        #expect(table.lines(width: 14)[2] == "11111  22222")
    }

    @Test("columns that must be there are never cut, however narrow the terminal")
    func narrow() {
        var table = TextTable([.number("Jobs"), .number("Failed")])
        table.add(["1234567890", "42"])
        #expect(table.lines(width: 5)[2] == "1234567890      42")
    }

    @Test("a detail stands below its row, broken between words")
    func details() {
        var table = TextTable([.number("Id")])
        table.add(["1"], detail: "one two three four five six seven")
        table.add(["2"])
        #expect(table.lines(width: 22) == ["Id", "──", " 1", "  one two three four", "  five six seven", " 2"])
    }

    @Test("a box is drawn around wide characters as they are shown")
    func box() {
        var table = TextTable([.whole("Metric"), .number("Value")])
        table.add(["🟢 well", "7"])
        #expect(
            table.boxedLines(width: 80) == [
                "┌─────────┬───────┐", "│ Metric  │ Value │", "├─────────┼───────┤", "│ 🟢 well │     7 │",
                "└─────────┴───────┘",
            ])
    }

    @Test("a text is wrapped between words; a word that is too long stands alone")
    func wrapping() {
        #expect("a bb ccc dddddddd e".wrapped(toWidth: 6) == ["a bb", "ccc", "dddddddd", "e"])
        #expect("".wrapped(toWidth: 6) == [])
    }
}
