import Foundation
import Testing
import WallTime

@testable import JobSchedule

@Suite("Time zones")
struct ScheduleZoneTests {
    @Test(
        "an IANA name is accepted",
        arguments: [
            "UTC", "Etc/UTC", "GMT", "Asia/Jakarta", "America/Argentina/Buenos_Aires", "US/Eastern", "Asia/Calcutta",
            "Etc/GMT+5", "America/Port-au-Prince", "EST",
        ])
    func accepts(name: String) throws {
        #expect(try ScheduleZone(name).identifier == name)
    }

    @Test(
        "anything else is refused, with the nearest name",
        arguments: [
            ("", "empty"), ("Mars/Phobos", "such as Asia/Jakarta"), ("asia/jakarta", "did you mean Asia/Jakarta?"),
            ("Asia/Jakart", "did you mean Asia/Jakarta?"), ("Asia/Djakarta", "did you mean Asia/Jakarta?"),
            ("WIB", "write Asia/Jakarta"), ("wita", "write Asia/Makassar"), ("utc", "did you mean UTC?"),
            ("GMT+7", "IANA"), ("UTC+08:00", "IANA"), ("+07:00", "IANA"), ("../etc/passwd", "IANA"),
            ("Asia/Jakarta\n", "did you mean Asia/Jakarta?"), ("America", "IANA"), ("posix/UTC", "IANA"),
            (String(repeating: "A", count: 1_000_000), "IANA"),
        ])
    func refuses(name: String, hint: String) {
        let error = #expect(throws: ScheduleError.self) { try ScheduleZone(name) }
        #expect(error?.code == .unknownZone)
        #expect(error?.message.contains(hint) == true, "\(error?.message ?? "")")
        #expect((error?.message.utf8.count ?? .max) < 400)
    }

    @Test(
        "the table agrees with Foundation at every sixth hour of a century, and at its edges",
        arguments: RandomExpression.zones)
    func tableAgrees(name: String) throws {
        let zone = try ScheduleZone(name)
        let foundation = try #require(TimeZone(identifier: name == "UTC" ? "GMT" : name))
        var differences = 0
        for second in stride(from: -1_000_000_000, to: 4_000_000_000, by: 21_600) {
            let expected = foundation.secondsFromGMT(for: Date(timeIntervalSince1970: Double(second)))
            if zone.secondsFromUTC(at: Timestamp(seconds: Int64(second))) != expected { differences += 1 }
        }
        #expect(differences == 0)
        for edge in [0, 3_155_695_200, -3_155_695_200] {
            for second in [edge - 1, edge, edge + 1] {
                let expected = foundation.secondsFromGMT(for: Date(timeIntervalSince1970: Double(second)))
                #expect(zone.secondsFromUTC(at: Timestamp(seconds: Int64(second))) == expected)
            }
        }
    }

    @Test("spans lie side by side, and no local time is left behind", arguments: RandomExpression.zones)
    func spansAreSeamless(name: String) throws {
        let table = try ScheduleZone(name).table
        var span = table.span(at: -4_000_000_000)
        while span.end < 5_000_000_000 {
            let next = table.span(at: span.end)
            #expect(next.start == span.end)
            #expect(next.highWater >= span.localEnd)
            #expect(table.instant(reaching: next.localStart) <= next.start)
            #expect(table.instant(reaching: LocalTime(seconds: next.highWater.seconds - 1)) < next.start)
            span = next
        }
    }

    @Test("many threads may ask for the same zone at once")
    func isThreadSafe() async throws {
        let expected = try CronExpression("30 2 * * *").next(
            after: Timestamp(seconds: 1_741_400_000), in: ScheduleZone("America/Denver"))
        await withTaskGroup(of: Timestamp?.self) { group in
            for _ in 0..<64 {
                group.addTask {
                    guard let zone = try? ScheduleZone("America/Denver") else { return nil }
                    return try? CronExpression("30 2 * * *").next(after: Timestamp(seconds: 1_741_400_000), in: zone)
                }
            }
            for await answer in group { #expect(answer == expected) }
        }
    }
}
