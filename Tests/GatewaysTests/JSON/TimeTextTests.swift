import Gateways
import Testing
import WallTime

@Suite("Times in gateways' answers")
struct TimeTextTests {
    @Test(
        "reads ISO 8601",
        arguments: [
            ("1970-01-01T00:00:00Z", 0), ("2026-03-01T10:00:00.250Z", 1_772_359_200_250),
            ("2024-02-29T23:59:59Z", 1_709_251_199_000), ("2026-03-01T17:00:00+07:00", 1_772_359_200_000),
            ("2026-03-01 10:00:00.123456Z", 1_772_359_200_123), ("2026-03-01T10:00Z", 1_772_359_200_000),
            ("2026-03-01T02:30:00-0730", 1_772_359_200_000),
        ] as [(String, Int64)])
    func iso8601(text: String, milliseconds: Int64) {
        #expect(Timestamp(iso8601: text) == Timestamp(milliseconds: milliseconds))
    }

    @Test(
        "refuses what is not a time",
        arguments: [
            "", "now", "2026", "2026-13-01T00:00:00Z", "2026-01-32T00:00:00Z", "2026-01-01T24:00:00Z",
            "2026-01-01T00:00:00", "2026-01-01T00:00:00Zx", "1969-12-31T00:00:00Z", "２０２６-01-01T00:00:00Z",
        ])
    func notATime(text: String) {
        #expect(Timestamp(iso8601: text) == nil)
    }

    @Test("reads HTTP dates")
    func httpDate() {
        #expect(Timestamp(httpDate: "Sun, 06 Nov 1994 08:49:37 GMT") == Timestamp(seconds: 784_111_777))
        #expect(Timestamp(httpDate: "Sunday, 06-Nov-94 08:49:37 GMT") == nil)
    }

    @Test("takes numbers as seconds or milliseconds, whichever they can be")
    func epoch() {
        #expect(JSON.integer(1_772_359_200).timestamp == Timestamp(seconds: 1_772_359_200))
        #expect(JSON.integer(1_772_359_200_250).timestamp == Timestamp(milliseconds: 1_772_359_200_250))
        #expect(JSON.string("1772359200").timestamp == Timestamp(seconds: 1_772_359_200))
        for value: JSON in [0, -1, 1e20, "x", nil, true, []] {
            #expect(value.timestamp == nil)
        }
    }
}
