import Basics
import Testing

@Suite("The nearest name") struct NearestNameTests {
    private static let names = ["queue-work", "queue-watch", "health-summary", "wwebjs-api", "node", "é"]

    @Test(
        "is that of a slip: a letter too many, too few, wrong, or two in the wrong order; case does not count",
        arguments: [
            ("queue-wrok", "queue-work"), ("queue-wok", "queue-work"), ("queuework", "queue-work"),
            ("QUEUE-WORK", "queue-work"), ("queue-wotch", "queue-watch"), ("helth-sumary", "health-summary"),
            ("noed", "node"), ("nod", "node"),
        ])
    func slips(typed: String, meant: String) {
        #expect(nearestName(to: typed, among: Self.names) == meant)
    }

    @Test("is that of which only the beginning was typed, where it is the beginning of one alone")
    func beginnings() {
        #expect(nearestName(to: "wwebjs", among: Self.names) == "wwebjs-api")
        #expect(nearestName(to: "queue", among: Self.names) == nil)
        #expect(nearestName(to: "he", among: Self.names) == nil)
    }

    @Test(
        "is none where nothing is near",
        arguments: ["", "x", "xy", "horizon", "a-name-that-nobody-has", String(repeating: "q", count: 10_000)])
    func far(typed: String) {
        #expect(nearestName(to: typed, among: Self.names) == nil)
        #expect(nearestName(to: typed, among: [String]()) == nil)
    }
}
