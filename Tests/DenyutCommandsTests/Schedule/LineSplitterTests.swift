import Testing

@testable import DenyutCommands

@Suite("Lines of standard input")
struct LineSplitterTests {
    private static let input = Array("one\n\ntwo and a half\nfar too long for it all\nlast".utf8)

    private static func line(_ text: String) -> LineSplitter.Line { .line(Array(text.utf8)) }

    @Test("are the same however the bytes arrive", arguments: [1, 2, 3, 7, 19, 1000])
    func chunks(_ size: Int) {
        var splitter = LineSplitter(limit: 20)
        var lines: [LineSplitter.Line] = []
        for start in stride(from: 0, to: Self.input.count, by: size) {
            lines += splitter.add(Self.input[start..<min(start + size, Self.input.count)])
        }
        lines += splitter.finish()
        #expect(lines == [Self.line("one"), Self.line(""), Self.line("two and a half"), .tooLong, Self.line("last")])
    }

    @Test("may be as long as the limit, and no longer")
    func limit() {
        var splitter = LineSplitter(limit: 3)
        #expect(splitter.add(Array("abc\nabcd\nab\n".utf8)[...]) == [Self.line("abc"), .tooLong, Self.line("ab")])
        #expect(splitter.finish() == [])
    }

    @Test("that are too long take no memory, and say so also without an end")
    func endless() {
        var splitter = LineSplitter(limit: 10)
        for _ in 0..<100 { #expect(splitter.add(ArraySlice(repeating: 65, count: 1000)) == []) }
        #expect(splitter.finish() == [.tooLong])
        #expect(splitter.finish() == [])
    }
}
