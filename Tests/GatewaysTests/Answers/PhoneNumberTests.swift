import Gateways
import Testing

@Suite("Telephone numbers")
struct PhoneNumberTests {
    @Test(
        "are one where WhatsApp writes them in another way than people dial them",
        arguments: [
            ("5511987654321", "551187654321"), ("525512345678", "5215512345678"), ("541123456789", "5491123456789"),
            ("081200000001", "6281200000001"), ("0081200000001", "6281200000001"), ("6281200000001", "6281200000001"),
        ])
    func same(one: String, other: String) {
        #expect(PhoneNumber.isSame(one, other))
        #expect(PhoneNumber.isSame(other, one))
    }

    @Test(
        "are two where a digit differs, and what is no number has one form",
        arguments: [
            ("6281200000001", "6281200000002"), ("5511987654321", "5511987654322"), ("551132654321", "5511932654321"),
            ("0001", "628120001"), ("", "6281200000001"), ("٥٥١١٩٨٧٦٥٤٣٢١", "551187654321"),
        ])
    func different(one: String, other: String) {
        #expect(!PhoneNumber.isSame(one, other))
        #expect(!PhoneNumber.isSame(other, one))
        #expect(PhoneNumber.forms(of: one).first == one)
    }

    @Test(
        "are none where the digits are an identifier of another kind",
        arguments: [
            "100000000000001@lid", "123456@g.us", "123456@newsletter", "123456@broadcast", "123456:1@lid",
            "123456@hosted.lid",
        ])
    func identifiers(text: String) {
        #expect(phoneDigits(text) == nil)
    }
}
