import Testing
import WallTime

@testable import GatewaySimulator

@Suite("Times in answers")
struct TimestampTests {
    @Test(
        "are written as JavaScript writes them",
        arguments: [
            (0, "1970-01-01T00:00:00.000Z"), (951_782_400_000, "2000-02-29T00:00:00.000Z"),
            (1_709_251_199_999, "2024-02-29T23:59:59.999Z"), (1_795_362_900_123, "2026-11-22T15:55:00.123Z"),
            (-1, "1969-12-31T23:59:59.999Z"),
        ] as [(Int64, String)])
    func iso8601(milliseconds: Int64, text: String) {
        #expect(Timestamp(milliseconds: milliseconds).iso8601 == text)
    }
}
