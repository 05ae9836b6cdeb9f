import Basics
import Testing

@Suite("What names must be like that somebody gives us")
struct NameRuleTests {
    @Test(
        "good names are taken",
        arguments: ["default", "whatsapp-health", "a.b:c/d@e_1", "caf\u{E9}", "日本", "two words", "a\"b'", "🇮🇩", "**"])
    func good(name: String) {
        #expect(NameRule.queue.problem(with: name) == nil)
    }

    @Test(
        "what could not be told apart, typed or listed is refused, with the reason",
        arguments: [
            ("", "empty"), ("cafe\u{301}", "NFC"), ("a\0b", "control"), ("a\nb", "control"), ("a\u{9B}b", "control"),
            ("a\u{2028}b", "control"), (" a", "blank"), ("a ", "blank"), ("\u{A0}a", "blank"), ("a\u{3000}", "blank"),
            ("a,b", "comma"), ("*", "all"), (String(repeating: "a", count: 201), "201 bytes"),
            ("e" + String(repeating: "\u{301}", count: 50_000), "100001 bytes"), ("\u{2126}", "NFC"),
        ])
    func bad(name: String, reason: String) throws {
        let problem = try #require(NameRule.queue.problem(with: name))
        #expect(problem.contains(reason))
    }

    @Test("what people call things may hold commas, and be a star")
    func labels() {
        #expect(NameRule.label.problem(with: "Reports of May, 2026") == nil)
        #expect(NameRule.label.problem(with: "*") == nil)
        #expect(NameRule.label.problem(with: "a\nb") != nil)
    }

    @Test("200 bytes are taken")
    func longest() {
        #expect(NameRule.queue.problem(with: String(repeating: "é", count: 100)) == nil)
        #expect(NameRule.queue.problem(with: String(repeating: "é", count: 101)) != nil)
    }
}
