import Gateways
import JobSchedule
import WallTime

/// A question: when is an expression due?
struct NextQuery: Equatable {
    /// The most times that one question may ask for.
    static let maximumCount = 1000

    var expression: String
    var zone = "UTC"
    /// ISO 8601; `nil`: now.
    var from: String?
    var isInclusive = false
    var count = 1

    /// The due times, as ISO 8601 with the zone's offset; fewer than asked for: no more are in sight.
    ///
    /// - Throws: `CronError`, `ScheduleError`.
    func times(now: Timestamp) throws -> [String] {
        guard (1...Self.maximumCount).contains(count) else {
            throw NextQueryError("count must be from 1 to \(Self.maximumCount), not \(count)")
        }
        let zone = try ScheduleZone(zone)
        let timetable = try timetable(in: zone)
        var times: [String] = []
        var due = timetable.next(
            from: try from.map { text throws(ScheduleError) in try ISO8601.parse(text, in: zone) } ?? now,
            inclusive: isInclusive)
        while let time = due {
            times.append(ISO8601.format(time, in: zone))
            guard times.count < count else { break }
            due = timetable.next(after: time)
        }
        return times
    }

    /// Words begin with a letter, a cron expression never does.
    private func timetable(in zone: ScheduleZone) throws -> Timetable {
        guard expression.first(where: { !$0.isWhitespace })?.isLetter == true else {
            return Timetable(try CronExpression(expression), in: zone)
        }
        return try Timetable(Frequency(words: expression), defaultZone: zone)
    }
}

/// What is wrong with a question, other than with its expression, zone or time.
struct NextQueryError: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) {
        self.description = description
    }
}

extension NextQuery {
    /// Answers a question that stands on one line as JSON, with one line of JSON.
    static func answer(_ line: [UInt8], now: Timestamp) -> String {
        var id = JSON.null
        do {
            let object = try JSONParser.parse(line)
            guard object.isObject else {
                throw NextQueryError(#"a line must be an object such as {"id": 1, "expr": "*/5 * * * *"}"#)
            }
            id = object["id"]
            let times = try NextQuery(object).times(now: now)
            return answer(id, ("next", .array(times.map(JSON.string))))
        } catch {
            return answer(id, ("error", .string("\(error)")))
        }
    }

    /// The answer to a line that is longer than a line may be.
    static func refusal(ofLineLongerThan limit: Int) -> String {
        answer(.null, ("error", .string("the line is longer than \(limit) bytes")))
    }

    private static func answer(_ id: JSON, _ result: (String, JSON)) -> String {
        String(decoding: JSON.object([.init("id", id), .init(result.0, result.1)]).bytes, as: UTF8.self)
    }

    /// Reads the members of an object; others than its own are ignored.
    private init(_ object: JSON) throws {
        guard let expression = object["expr"].string else {
            throw NextQueryError("\"expr\" is missing, or no text")
        }
        self.init(expression: expression)
        if let zone = try Self.member("tz", of: object, "a text", \.string) { self.zone = zone }
        from = try Self.member("from", of: object, "a text", \.string)
        if let isInclusive = try Self.member("inclusive", of: object, "true or false", \.bool) {
            self.isInclusive = isInclusive
        }
        if let count = try Self.member("count", of: object, "a whole number", \.wholeNumber) { self.count = count }
    }

    private static func member<T>(
        _ name: String, of object: JSON, _ form: String, _ read: (JSON) -> T?
    ) throws -> T? {
        let member = object[name]
        guard !member.isNull else { return nil }
        guard let value = read(member) else { throw NextQueryError("\"\(name)\" must be \(form)") }
        return value
    }
}

extension JSON {
    /// The number, if it is one without a fraction.
    fileprivate var wholeNumber: Int? {
        guard case .integer(let value) = self else { return nil }
        return Int(exactly: value)
    }
}
