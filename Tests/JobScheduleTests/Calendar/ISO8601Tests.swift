import JobSchedule
import SeededRandom
import Testing
import WallTime

@Suite("Instants as text")
struct ISO8601Tests {
    @Test(
        "is read",
        arguments: [
            ("1970-01-01T00:00:00Z", 0), ("1970-01-01t00:00:00z", 0), ("1970-01-01 00:00Z", 0),
            ("1970-01-01T07:00:00+07:00", 0), ("1970-01-01T07:00+07", 0), ("1970-01-01T07:00+0700", 0),
            ("1969-12-31T20:30:00-03:30", 0), ("1970-01-01T00:00:00.001Z", 1), ("1970-01-01T00:00:00,5Z", 500),
            ("1970-01-01T00:00:00.123456789Z", 123), ("1969-12-31T23:59:59.999Z", -1),
            ("2024-02-29T12:00:00+00:00", 1_709_208_000_000), ("2025-03-09T03:00:00-05:00", 1_741_507_200_000),
            ("1937-01-01T00:19:32+00:19:32", -1_041_379_200_000), ("0001-01-01T00:00:00Z", -62_135_596_800_000),
            ("9999-12-31T23:59:59.999Z", 253_402_300_799_999),
        ] as [(String, Int64)])
    func reads(text: String, milliseconds: Int64) throws {
        #expect(try ISO8601.parse(text) == Timestamp(milliseconds: milliseconds))
    }

    @Test(
        "is refused, with what is wrong",
        arguments: [
            ("", "year"), ("now", "year"), ("2024", "after the year"), ("2024-13-01T00:00Z", "month is 13"),
            ("2024-00-01T00:00Z", "month is 0"), ("2023-02-29T00:00Z", "day is 29, not 1–28"),
            ("2024-01-01", "T and the time"),
            ("2024-01-01T", "hour must have"), ("2024-01-01T24:00Z", "hour is 24"),
            ("2024-01-01T00:60Z", "minute is 60"),
            ("2024-01-01T00:00:60Z", "second is 60"), ("2024-01-01T00:00", "add Z"),
            ("2024-01-01T00:00:00.Z", "digits"),
            ("2024-01-01T00:00 +01:00", "offset"), ("2024-01-01T00:00+1", "hours of the offset"),
            ("2024-01-01T00:00+24:00", "hours of the offset"), ("2024-01-01T00:00Zx", "follows"),
            ("0000-01-01T00:00Z", "year is 0"), ("10000-01-01T00:00Z", "after the year"), ("-001-01-01T00:00Z", "year"),
            ("9999-12-31T23:59:59-01:00", "1–9999"), ("0001-01-01T00:00+01:00", "1–9999"),
            (String(repeating: "2", count: 100_000), "100000 bytes"),
        ])
    func refuses(text: String, problem: String) {
        let error = #expect(throws: ScheduleError.self) { try ISO8601.parse(text) }
        #expect(error?.code == .invalidInstant)
        #expect(error?.message.contains(problem) == true, "\(error?.message ?? "")")
        #expect((error?.message.utf8.count ?? .max) < 500)
    }

    @Test(
        "a text without an offset is read by the clock of a zone",
        arguments: [
            ("2025-03-09T02:30", "2025-03-09T03:00:00-05:00"), ("2025-11-02T01:30", "2025-11-02T01:30:00-05:00"),
            ("2025-07-01T12:00:00.25", "2025-07-01T12:00:00.250-05:00"),
            ("2025-07-01T12:00:00Z", "2025-07-01T07:00:00-05:00"),
        ])
    func readsLocalTimes(text: String, written: String) throws {
        let zone = try ScheduleZone("America/Chicago")
        #expect(ISO8601.format(try ISO8601.parse(text, in: zone), in: zone) == written)
    }

    @Test("instants outside the calendar are written as its ends")
    func formatsTheEnds() {
        #expect(ISO8601.format(.distantPast) == "0001-01-01T00:00:00+00:00")
        #expect(ISO8601.format(.distantFuture) == "9999-12-31T23:59:59+00:00")
    }

    @Test("what is written is read as the same instant", arguments: RandomExpression.zones)
    func roundTrip(name: String) throws {
        let zone = try ScheduleZone(name)
        var random = SeededGenerator(seed: 7)
        for _ in 0..<300 {
            let instant = Timestamp(
                milliseconds: Int64.random(in: -5_000_000_000_000...9_000_000_000_000, using: &random))
            #expect(try ISO8601.parse(ISO8601.format(instant, in: zone)) == instant)
        }
    }
}
