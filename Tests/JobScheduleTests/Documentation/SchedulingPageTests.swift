import Foundation
import JobQueue
import JobSchedule
import Testing
import WallTime

@Suite("What docs/scheduling.md says")
struct SchedulingPageTests {
    /// The cells of the page's table rows, without the quotes around code.
    static let rows: [[String]] = {
        let root = URL(fileURLWithPath: #filePath).resolvingSymlinksInPath()
            .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let page = (try? String(contentsOf: root.appending(path: "docs/scheduling.md"), encoding: .utf8)) ?? ""
        return page.split(separator: "\n").filter { $0.hasPrefix("|") }.map { line in
            line.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
        }
    }()

    /// What stands between backquotes.
    static func code(_ cell: String) -> [String] {
        let pieces = cell.split(separator: "`", omittingEmptySubsequences: false)
        return stride(from: 1, to: pieces.count, by: 2).map { String(pieces[$0]) }
    }

    @Test("the examples of changing clocks are true")
    func clockChanges() throws {
        let examples = Self.rows.filter { $0.count == 4 && $0[3].hasPrefix("`20") }
        #expect(examples.count == 9)
        for cells in examples {
            let cells = cells.flatMap(Self.code)
            let zone = try ScheduleZone(cells[1])
            let next = try CronExpression(cells[0]).next(after: ISO8601.parse(cells[2]), in: zone)
            #expect(try ISO8601.format(#require(next), in: zone) == cells[3], "\(cells)")
        }
    }

    @Test("the frequencies mean the expressions beside them")
    func frequencies() throws {
        var count = 0
        for cells in Self.rows where cells.count == 2 {
            let (words, expressions) = (Self.code(cells[0]), Self.code(cells[1]))
            let named = words.filter { $0 != "every" && (try? Frequency(words: $0)) != nil }
            let real = named.filter { $0 != "at:13:00" }
            if expressions.count == real.count {
                for (word, expression) in zip(real, expressions) {
                    #expect(try Frequency(words: word).expression().source == expression, "\(word)")
                    count += 1
                }
            } else if expressions.count == 1, expressions[0].contains("*/n") {
                let numbers = [
                    "": "1", "Two": "2", "Three": "3", "Four": "4", "Five": "5", "Six": "6", "Ten": "10",
                    "Fifteen": "15", "Twenty": "20", "Thirty": "30",
                ]
                for word in real where !word.contains(":") {
                    let expression = try Frequency(words: word).expression().source
                    let number = numbers.first { !$0.key.isEmpty && word.hasPrefix("every\($0.key)") }?.value ?? "1"
                    let expected = expressions[0].replacing("*/n", with: number == "1" ? "*" : "*/\(number)")
                    #expect(expression == expected, "\(word)")
                    count += 1
                }
            }
        }
        #expect(count == 42)
    }

    @Test("the example of the error is the error")
    func error() throws {
        let definition = EntryDefinition(name: "nightly", cron: "0 25 * * *", job: NewJob(kind: "PruneHistory"))
        let error = #expect(throws: ScheduleError.self) { try ScheduleEntry(definition, origin: .file) }
        #expect(
            error?.message == """
                entry "nightly": cron expression "0 25 * * *": hour field, column 3: "25" is outside 0–23; write a value that the field takes
                """)
    }

    @Test(
        "the example of the sleeping machine is true",
        arguments: [(MissedSlots.once, ["12:40"], 3), (.all, ["12:10", "12:20", "12:30", "12:40"], 0), (.skip, [], 4)]
            as [(MissedSlots, [String], Int)])
    func sleepingMachine(policy: MissedSlots, fires: [String], missed: Int) throws {
        let noon = try ISO8601.parse("2025-03-09T12:00:00Z")
        let plan = SlotPlanner.plan(
            Timetable(try CronExpression("*/10 * * * *"), in: .utc), policy: policy,
            state: EntryState(countsFrom: noon - .days(1), cursor: noon), lastPass: noon + .minutes(5),
            now: noon + .minutes(45))
        #expect(plan.firings.map { String(ISO8601.format($0.due).dropFirst(11).prefix(5)) } == fires)
        #expect(plan.totalMissed == missed)
    }
}
