import Testing

@testable import SessionHealth

@Suite("Flapping")
struct FlapHistoryTests {
    func history(_ results: String) -> FlapHistory {
        var history = FlapHistory()
        for result in results { _ = history.record(bad: result == "b", settings: HealthSettings()) }
        return history
    }

    @Test("is the weighted share of changes among 21 results")
    func share() {
        #expect(history("").share == 0)
        #expect(history("ggggggggggggggggggggg").share == 0)
        #expect(abs(history("gbgbgbgbgbgbgbgbgbgbg").share - 1) < 1e-12)
        // One change: 0.75 of 20 when it is the oldest, 1.25 of 20 when it is the newest.
        #expect(abs(history("gbbbbbbbbbbbbbbbbbbbb").share - 0.0375) < 1e-12)
        #expect(abs(history("ggggggggggggggggggggb").share - 0.0625) < 1e-12)
        #expect(abs(history("gb").share - 0.0625) < 1e-12)
    }

    @Test(
        "matches a calculation by Nagios' own formula",
        arguments: [
            "ggbbggbbggbbggbbggbbg", "gbgggggbggggbbbgggbgb", "bbbbbbbbbbggggggggggg",
        ])
    func nagios(results: String) {
        let values = Array(results)
        var curved = 0.0
        for x in 1...20 where values[x] != values[x - 1] {
            curved += Double(x - 1) * (1.25 - 0.75) / Double(21 - 2) + 0.75
        }
        #expect(abs(history(results).share - curved / 20) < 1e-12)
    }

    @Test("starts at 30 % and ends at 20 %")
    func hysteresis() {
        var history = FlapHistory()
        var changes: [FlapHistory.Change] = []
        for result in "gbgbgbgb" {
            if let change = history.record(bad: result == "b", settings: HealthSettings()) { changes.append(change) }
        }
        #expect(changes == [.started])
        for _ in 0..<21 {
            if let change = history.record(bad: false, settings: HealthSettings()) {
                changes.append(change)
                #expect(history.share <= 0.2)
            }
        }
        #expect(changes == [.started, .stopped])
    }

    @Test("does not begin with one crash and its recovery")
    func oneCrash() {
        #expect(!history("ggggggbbgg").isFlapping)
        #expect(!history("ggggggbbgggggbbgg").isFlapping)
    }
}
