import JobSchedule
import Testing
import WallTime

/// One line of the tables: an expression, where the search begins, and the runs that follow.
///
/// The expected times were found by another program, which walks through all local dates and asks the zone about each.
struct CronCase: Sendable, CustomTestStringConvertible {
    var expression: String
    var zone: String
    var from: String
    var isInclusive: Bool
    /// The next runs, none left out; empty: it never runs.
    var runs: [String]

    var testDescription: String { "\(expression) in \(zone) from \(from)" }

    /// Reads a table: `after TIME in ZONE` or `at or after TIME in ZONE`, then lines `EXPRESSION -> TIME, TIME`.
    static func read(_ table: String) -> [CronCase] {
        var cases: [CronCase] = []
        var header: [String] = []
        for line in table.split(separator: "\n") {
            guard line.hasPrefix("  ") else {
                header = line.split(separator: " ").map(String.init)
                continue
            }
            let halves = line.split(separator: " -> ")
            cases.append(
                CronCase(
                    expression: halves[0].trimmingPrefix { $0 == " " }.description,
                    zone: header[header.count - 1], from: header[header.count - 3], isInclusive: header[0] == "at",
                    runs: halves[1] == "never" ? [] : halves[1].split(separator: ", ").map(String.init)))
        }
        return cases
    }

    static let all =
        plainCases + calendarCases + dayRuleCases + secondsCases + springCases + autumnCases + southernCases
        + midnightGapCases + oddZoneCases
}
