import Gateways
import SessionHealth
import Testing
import WallTime

/// Bodies that are made to hurt: endless, bottomless, or no text at all. Whatever is asked, and whoever is said to answer, they
/// are errors or unknown; never a crash, never "not found", never "connected".
@Suite("Hostile answers")
struct HostileAnswerTests {
    struct Hostile: Sendable, CustomTestStringConvertible {
        var name: String
        var body: [UInt8]
        var testDescription: String { name }

        init(_ name: String, _ text: String) {
            self.init(name, bytes: Array(text.utf8))
        }

        init(_ name: String, bytes: [UInt8]) {
            self.name = name
            self.body = bytes
        }
    }

    static let bodies: [Hostile] = [
        Hostile("a million opening brackets", String(repeating: "[", count: 1_000_000)),
        Hostile("objects in objects without end", String(repeating: #"{"a":"#, count: 200_000)),
        Hostile("a number of 100,000 digits", String(repeating: "9", count: 100_000)),
        Hostile("a number that is none", "1e99999"),
        Hostile("ten thousand nulls", "[" + String(repeating: "null,", count: 10_000) + "null]"),
        Hostile("a long text", "\"" + String(repeating: "x", count: 256 << 10) + "\""),
        Hostile("a long name", "{\"" + String(repeating: "x", count: 256 << 10) + "\":1}"),
        Hostile("the same name 5,000 times", "{" + String(repeating: #""status":null,"#, count: 5_000) + #""a":1}"#),
        Hostile(
            "bytes that are no UTF-8",
            bytes: Array(#"{"status":""#.utf8) + [0xFF, 0xFE, 0xC0, 0x80] + Array("\"}".utf8)),
        Hostile("half a surrogate pair", #"{"status":"\ud800","name":"\udc00"}"#),
        Hostile("UTF-16", bytes: Array("{}".utf16).flatMap { [UInt8($0 >> 8), UInt8($0 & 0xFF)] }),
        Hostile("zero bytes", bytes: Array(repeating: 0, count: 65_536)),
        Hostile("two values", "{} {}"), Hostile("two lists", "[] []"), Hostile("a comment", "/* */ []"),
        Hostile("a lone true", "true"), Hostile("a lone text", "\"connected\""), Hostile("a lone number", "0"),
        Hostile("null", "null"), Hostile("an unfinished escape", #"{"status":"\u12"#),
    ]

    @Test("of whatever kind of gateway", arguments: GatewayFixture.all, bodies)
    func questions(fixture: GatewayFixture, hostile: Hostile) async throws {
        for status in [200, 404] {
            let response = GatewayResponse(
                status: status, headers: ["content-type": "application/json"], body: hostile.body)
            let transport = FakeTransport(fallback: response)
            for question in GatewayQuestion.allCases {
                let gateway = try fixture.connection(transport).gateway
                switch await question.ask(gateway, fixture.session) {
                case .notFound: Issue.record("\(question) with \(status) became 'not found'")
                case .status(let known): #expect(known == .unknown, "\(question) with \(status)")
                case .failed(let error): #expect(error.description.utf8.count < 2000, "\(question) with \(status)")
                case .other: break
                }
            }
        }
    }

    @Test("behind a webhook's right signature", arguments: GatewayKind.allCases, bodies)
    func webhooks(kind: GatewayKind, hostile: Hostile) throws {
        let now = Timestamp(seconds: 1_800_000_000)
        let receiver = try connection(kind, FakeTransport(), key: "u:k-1", secret: "s-1").webhooks
        let request = WebhookRequest.signed(kind, hostile.body, secret: "s-1", at: now)
        do throws(WebhookRejection) {
            for event in try receiver.receive(request, at: now).events {
                if case .state(let observation) = event.content { #expect(observation.status == .unknown) }
            }
        } catch {
            #expect([.malformed, .tooLarge].contains(error.code))
        }
    }
}
