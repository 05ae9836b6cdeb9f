import Basics
import Testing

@Suite("Hexadecimal digits")
struct HexTests {
    @Test("every byte is two digits in lower case, and comes back from them")
    func everyByte() {
        let bytes = Array(UInt8.min...UInt8.max)
        let text = Hex.text(bytes)
        #expect(text.utf8.count == 512)
        #expect(text.hasPrefix("000102030405060708090a0b0c0d0e0f10"))
        #expect(text.hasSuffix("fdfeff"))
        #expect(Hex.bytes(text) == bytes)
        #expect(Hex.text([]) == "")
        #expect(Hex.bytes("") == [])
    }

    @Test("upper case is taken only from those who may send either")
    func cases() {
        #expect(Hex.bytes("FF") == nil)
        #expect(Hex.bytes("fF", inEitherCase: true) == [255])
        #expect(Hex.bytes("aBcDeF09", inEitherCase: true) == [0xAB, 0xCD, 0xEF, 0x09])
    }

    @Test(
        "what is no pair of digits is refused whole",
        arguments: [
            "0", "000", "0g", "g0", " 0", "0x", "+1", "-1", "0\u{0}", "\u{FF10}\u{FF10}", "é", "0:", "0/", "0`", "0@",
        ])
    func refused(text: String) {
        #expect(Hex.bytes(text) == nil)
        #expect(Hex.bytes(text, inEitherCase: true) == nil)
    }
}
