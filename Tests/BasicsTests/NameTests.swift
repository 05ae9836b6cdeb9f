import Basics
import Testing

@Suite("Names are bytes")
struct NameTests {
    private let composed = Name("caf\u{E9}")
    private let decomposed = Name("cafe\u{301}")

    @Test("two spellings of an accent are two names, though Swift calls the strings equal")
    func canonicallyEqual() {
        #expect(composed.text == decomposed.text)
        #expect(composed != decomposed)
        #expect(Set([composed, decomposed]).count == 2)
        #expect(!composed.text.hasSameBytes(as: decomposed.text))
    }

    @Test("what follows a NUL belongs to the name")
    func nul() {
        #expect(Name("a\0b") != Name("a\0c"))
        #expect(Name("a") != Name("a\0"))
    }

    @Test("names are ordered by their bytes, as SQLite orders them")
    func order() {
        #expect(["cafz", composed, decomposed, "a", "Z"].sorted() == ["Z", "a", decomposed, "cafz", composed])
        #expect(decomposed < composed)
        #expect(Name("Z") < Name("a"))
        #expect(!(composed < composed))
    }
}
