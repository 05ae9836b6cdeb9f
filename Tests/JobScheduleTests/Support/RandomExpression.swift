import JobSchedule
import SeededRandom
import WallTime

/// Makes up expressions, zones and instants, with a liking for the places where things go wrong.
struct RandomExpression {
    var random: SeededGenerator

    static let zones = [
        "UTC", "Asia/Jakarta", "America/Chicago", "Europe/London", "Europe/Berlin", "Australia/Lord_Howe",
        "Australia/Sydney", "America/Sao_Paulo", "America/Santiago", "Asia/Beirut", "Africa/Casablanca", "Pacific/Apia",
        "Asia/Kathmandu", "America/St_Johns", "Antarctica/Troll", "Africa/Cairo", "Pacific/Chatham", "Asia/Tehran",
    ]

    mutating func expression(withSeconds: Bool) -> String {
        var fields = withSeconds ? [field(0...59)] : []
        fields += [field(0...59), random.chance(50) ? field(0...3) : field(0...23)]
        fields += [dayOfMonth(), random.chance(70) ? "*" : field(1...12), dayOfWeek()]
        return fields.joined(separator: " ")
    }

    /// An instant between 1985 and 2045, half the time within a day of a change of the zone's clocks.
    mutating func instant(in zone: ScheduleZone) -> Timestamp {
        let seconds = 473_385_600 + Int64(random.next() % 1_893_456_000)
        guard random.chance(50) else { return Timestamp(seconds: seconds) }
        var day = seconds
        for _ in 0..<400
        where zone.secondsFromUTC(at: Timestamp(seconds: day))
            == zone.secondsFromUTC(at: Timestamp(seconds: day + 86_400))
        { day += 86_400 }
        return Timestamp(seconds: day + Int64(random.next() % 172_800) - 43_200)
    }

    private mutating func field(_ range: ClosedRange<Int>) -> String {
        let low = Int.random(in: range, using: &random)
        let high = Int.random(in: low...range.upperBound, using: &random)
        let step = Int.random(in: 1...max(1, range.upperBound / 2), using: &random)
        switch random.next() % 7 {
        case 0, 1: return "*"
        case 2: return "*/\(step)"
        case 3: return "\(low)"
        case 4: return "\(low)-\(high)"
        case 5: return "\(low)-\(high)/\(step)"
        default: return "\(low),\(high)"
        }
    }

    private mutating func dayOfMonth() -> String {
        switch random.next() % 10 {
        case 0: "L"
        case 1: "LW"
        case 2: "\(1 + random.next() % 31)W"
        case 3, 4: field(1...31)
        default: "*"
        }
    }

    private mutating func dayOfWeek() -> String {
        switch random.next() % 10 {
        case 0: "\(random.next() % 8)L"
        case 1: "\(random.next() % 8)#\(1 + random.next() % 5)"
        case 2, 3: field(0...7)
        default: "*"
        }
    }
}
