import Gateways
import Testing

@Suite("JSON from gateways")
struct JSONParserTests {
    private func parse(_ text: String) throws -> JSON {
        try JSONParser.parse(Array(text.utf8))
    }

    @Test(
        "reads every kind of value",
        arguments: [
            ("null", JSON.null), (" true ", true), ("false", false), ("0", 0), ("-12", -12), ("1.5", 1.5),
            ("1e3", 1000.0), ("9223372036854775808", .number(9_223_372_036_854_775_808)), ("\"a\"", "a"), ("[]", []),
            ("{}", .object([])), ("[1,[2,{\"a\":null}]]", [1, [2, ["a": nil]]]),
            ("{\"a\" : 1 ,\n\"b\":[ ]}", ["a": 1, "b": []]), ("\u{FEFF}{}", .object([])),
        ] as [(String, JSON)])
    func values(text: String, expected: JSON) throws {
        #expect(try parse(text) == expected)
    }

    @Test(
        "reads escapes, and repairs halves of characters",
        arguments: [
            (#""\"\\\/\b\f\n\r\t""#, "\"\\/\u{8}\u{C}\n\r\t"), (#""\u00e9""#, "é"), (#""\ud83d\ude00!""#, "😀!"),
            (#""\ud83d""#, "\u{FFFD}"), (#""\ud83dx""#, "\u{FFFD}x"), (#""\ud83d\u0041""#, "\u{FFFD}A"),
            (#""\ude00""#, "\u{FFFD}"), (#""x\u0000y""#, "x\0y"),
        ])
    func escapes(text: String, expected: String) throws {
        #expect(try parse(text) == .string(expected))
    }

    @Test("repairs bytes that are not UTF-8")
    func invalidUTF8() throws {
        #expect(try JSONParser.parse([0x22, 0x61, 0xFF, 0x22]) == "a\u{FFFD}")
    }

    @Test(
        "refuses what is not JSON",
        arguments: [
            "{", "[", "\"", "[1,]", "{\"a\"}", "{\"a\":}", "{a:1}", "{\"a\":1,}", "01", "-", "1.", ".5", "1e", "+1",
            "nul", "truE", "NaN", "Infinity", "[1 2]", "{} {}", "\"\n\"", "\"\\x\"", "\"\\u12g4\"", "<html>", "'a'",
            "1e999999", "]",
        ])
    func malformed(text: String) {
        #expect(throws: JSONError.self) { try parse(text) }
    }

    @Test("calls nothing empty", arguments: ["", "  \n"])
    func empty(text: String) {
        #expect(throws: JSONError.empty) { try parse(text) }
    }

    @Test("refuses to go deep before it goes there")
    func depth() throws {
        let limit = JSONParser.depthLimit
        let deepest = String(repeating: "[", count: limit) + String(repeating: "]", count: limit)
        #expect(throws: Never.self) { try parse(deepest) }
        #expect(throws: JSONError.tooDeep) { try parse("[" + deepest + "]") }
        #expect(throws: JSONError.tooDeep) { try parse(String(repeating: "[", count: 1_000_000)) }
        #expect(throws: JSONError.tooDeep) { try parse(String(repeating: "{\"a\":", count: 1_000_000)) }
    }

    @Test("every truncation of an answer is an error, never a crash")
    func truncations() throws {
        let text = #"{"success":true,"sessions":[{"session_id":"a\u00e9\ud83d\ude00","n":-1.5e+3,"x":null}],"total":1}"#
        let bytes = Array(text.utf8)
        #expect(throws: Never.self) { try JSONParser.parse(bytes) }
        for length in bytes.indices {
            #expect(throws: JSONError.self) { try JSONParser.parse(bytes[..<length]) }
        }
    }

    @Test("every change of one byte is read or refused, never a crash")
    func mutations() {
        let bytes = Array(#"{"a":[1,"\u00e9",{"b":false}],"c":-0.5e1}"#.utf8)
        for index in bytes.indices {
            for byte in UInt8.min...UInt8.max {
                var mutated = bytes
                mutated[index] = byte
                if let value = try? JSONParser.parse(mutated) {
                    #expect(throws: Never.self) { try JSONParser.parse(value.bytes) }
                }
            }
        }
    }

    @Test("the last of several members of one name counts, as in JavaScript")
    func duplicates() throws {
        #expect(try parse(#"{"a":1,"a":2}"#)["a"] == 2)
    }

    @Test("what is absent or of another type is nil")
    func leniency() throws {
        let json = try parse(#"{"text":"x","number":7,"object":{"a":1},"null":null}"#)
        #expect(json["text"].int == nil)
        #expect(json["number"].string == nil)
        #expect(json["number"].text == "7")
        #expect(json["object"]["a"]["b"]["c"].isNull)
        #expect(json["absent"].array == nil)
        #expect(json.has("null") && !json.has("absent"))
        #expect(JSON.number(1e300).int == nil)
        #expect(JSON.number(-.infinity).int == nil)
        #expect(JSON.number(.nan).count == nil)
    }

    @Test("what is written is read back the same")
    func roundTrip() throws {
        let value: JSON = ["a\"\\\n\u{1}é😀": [1, -2.5, true, nil, "", .object([])]]
        #expect(try JSONParser.parse(value.bytes) == value)
    }
}
