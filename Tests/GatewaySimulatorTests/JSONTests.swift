import Testing

@testable import GatewaySimulator

@Suite("JSON")
struct JSONTests {
    @Test(
        "is rendered so that it reads back the same",
        arguments: [
            JSON.null, true, 42, -1.5, "", "line\nbreak \"quoted\" \\ \u{1} \u{1F} tab\t", "denyut \u{2764}\u{FE0F}",
            [1, [2, []]], ["a": 1, "b": ["c": nil]],
        ])
    func roundTrip(value: JSON) {
        #expect(JSON(parsing: value.bytes) == value)
    }

    @Test("keeps the order of members, and leaves out those without a value where it is told to")
    func order() {
        #expect(JSON.object([JSONMember("z", 1), JSONMember("a", nil)]).rendered == #"{"z":1,"a":null}"#)
        #expect(JSON.defined(["z": 1, "a": nil]).rendered == #"{"z":1}"#)
    }

    @Test("is nil for text that is none", arguments: ["", "{", "{\"a\":}", "[1,]x", "\u{0}"])
    func broken(text: String) {
        #expect(JSON(parsing: Array(text.utf8)) == nil)
    }

    @Test("is nil for text that is nested too deep to be meant well")
    func deep() {
        #expect(JSON(parsing: [UInt8](repeating: UInt8(ascii: "["), count: 100_000)) == nil)
    }
}
