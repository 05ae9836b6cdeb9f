import Gateways
import Testing
import WallTime

@testable import DenyutCommands

@Suite("schedule-next")
struct NextQueryTests {
    private static let now = Timestamp(seconds: 1_741_500_000)  // 2025-03-09T06:00:00Z

    @Test(
        "answers a line with a line",
        arguments: [
            (
                #"{"id": 1, "expr": "*/5 * * * *", "tz": "UTC", "from": "2025-03-09T06:01:00Z", "inclusive": false, "count": 2}"#,
                #"{"id":1,"next":["2025-03-09T06:05:00+00:00","2025-03-09T06:10:00+00:00"]}"#
            ),
            (
                #"{"id": "a", "expr": "*/5 * * * *", "from": "2025-03-09T06:05:00Z", "inclusive": true}"#,
                #"{"id":"a","next":["2025-03-09T06:05:00+00:00"]}"#
            ),
            (
                #"{"expr": "30 2 * * *", "tz": "America/Chicago", "from": "2025-03-08T12:00:00-06:00", "count": 2}"#,
                #"{"id":null,"next":["2025-03-09T03:00:00-05:00","2025-03-10T02:30:00-05:00"]}"#
            ),
            // A time without an offset is read in the zone of the question.
            (
                #"{"id": 3, "expr": "0 8 * * *", "tz": "Asia/Jakarta", "from": "2025-03-09T08:00:00"}"#,
                #"{"id":3,"next":["2025-03-10T08:00:00+07:00"]}"#
            ),
            (#"{"id": 4, "expr": "@hourly"}"#, #"{"id":4,"next":["2025-03-09T07:00:00+00:00"]}"#),
            (
                #"{"id": 5, "expr": "dailyAt:13:00", "tz": "Asia/Jakarta"}"#,
                #"{"id":5,"next":["2025-03-10T13:00:00+07:00"]}"#
            ),
            (#"{"id": 6, "expr": "0 0 30 2 *", "count": 3}"#, #"{"id":6,"next":[]}"#),
        ])
    func answers(_ line: String, _ expected: String) {
        #expect(NextQuery.answer(Array(line.utf8), now: Self.now) == expected)
    }

    @Test(
        "says what is wrong with a line, and keeps its id",
        arguments: [
            (#"{"id": 7, "expr": "61 * * * *"}"#, JSON.integer(7), "minute"),
            (#"{"id": "x", "expr": "* * * * *", "tz": "Asia/Jakata"}"#, "x", "Asia/Jakarta"),
            (#"{"id": 8, "expr": "* * * * *", "from": "yesterday"}"#, 8, "yesterday"),
            (#"{"id": 9}"#, 9, "\"expr\" is missing"),
            (#"{"id": 9, "expr": 5}"#, 9, "\"expr\" is missing"),
            (#"{"id": 10, "expr": "* * * * *", "count": 0}"#, 10, "from 1 to 1000"),
            (#"{"id": 10, "expr": "* * * * *", "count": 1001}"#, 10, "from 1 to 1000"),
            (#"{"id": 10, "expr": "* * * * *", "count": 1.5}"#, 10, "\"count\" must be a whole number"),
            (#"{"id": 11, "expr": "* * * * *", "inclusive": "yes"}"#, 11, "true or false"),
            (#"{"id": 12, "expr": "everyBlueMoon"}"#, 12, "everyBlueMoon"),
            ("[]", .null, "must be an object"),
            ("{", .null, ""),
            ("", .null, ""),
        ])
    func errors(_ line: String, _ id: JSON, _ part: String) throws {
        let answer = try JSONParser.parse(Array(NextQuery.answer(Array(line.utf8), now: Self.now).utf8))
        #expect(answer["id"] == id)
        let error = try #require(answer["error"].string)
        #expect(!error.isEmpty)
        #expect(part.isEmpty || error.contains(part), "\(error)")
        #expect(!answer.has("next"))
    }

    @Test("answers with as many times as were asked for")
    func count() throws {
        let query = NextQuery(expression: "* * * * *", count: NextQuery.maximumCount)
        #expect(try query.times(now: Self.now).count == NextQuery.maximumCount)
    }

    @Test("refuses a line that is too long with a line")
    func tooLong() throws {
        let answer = try JSONParser.parse(Array(NextQuery.refusal(ofLineLongerThan: 10).utf8))
        #expect(answer["id"].isNull)
        #expect(answer["error"].string == "the line is longer than 10 bytes")
    }
}
