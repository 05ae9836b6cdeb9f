import JobQueue
import Testing

@Suite("A failure report")
struct FailureReportTests {
    @Test("keeps what fits, to the last byte")
    func fits() {
        let (type, message, output) = (
            String(repeating: "t", count: 200), String(repeating: "m", count: 4000),
            String(repeating: "o", count: 16_384)
        )
        let report = FailureReport(type: type, message: message, output: output)
        #expect(report.type == type && report.message == message && report.output == output)
    }

    @Test("cuts what is too long between characters: the head of type and message, the tail of the output")
    func cuts() {
        let long = "first " + String(repeating: "ü€😀", count: 50_000) + " last"
        let report = FailureReport(type: long, message: long, output: long)
        #expect(report.type.hasPrefix("first ü€😀") && report.type.hasSuffix("…"))
        #expect(report.message.hasPrefix("first ü€😀") && report.message.hasSuffix("…"))
        #expect(report.output?.hasPrefix("…") == true && report.output?.hasSuffix(" last") == true)
        #expect((190...200).contains(report.type.utf8.count))
        #expect((3990...4000).contains(report.message.utf8.count))
        #expect((16_370...16_384).contains(report.output?.utf8.count ?? 0))
        #expect(!report.message.contains("\u{FFFD}"))
    }

    @Test("is bounded by bytes, because one character may have any number of them")
    func oneCharacter() {
        let report = FailureReport(type: "T", message: "a" + String(repeating: "\u{0301}", count: 1_000_000))
        #expect(report.message.utf8.count <= FailureReport.maximumLength)
    }
}
