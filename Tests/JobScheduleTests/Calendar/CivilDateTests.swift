import Testing

@testable import JobSchedule

@Suite("The calendar")
struct CivilDateTests {
    @Test("every day from 1600 to 2400 follows the one before, and its number leads back to it")
    func daysFollowEachOther() {
        var date = CivilDate(year: 1600, month: 1, day: 1)
        for number in -135_140...157_053 {
            guard date.dayNumber == number, CivilDate(dayNumber: number) == date else {
                Issue.record("\(date) is not day \(number)")
                return
            }
            date.day += 1
            if date.day > CivilDate.length(ofMonth: date.month, year: date.year) {
                date = CivilDate(
                    year: date.month == 12 ? date.year + 1 : date.year, month: date.month % 12 + 1, day: 1)
            }
        }
        #expect(date == CivilDate(year: 2400, month: 1, day: 1))
    }

    @Test(
        "weekdays are those of the calendar on the wall",
        arguments: [
            (1970, 1, 1, 4), (2000, 2, 29, 2), (2026, 11, 22, 0), (1900, 1, 1, 1), (2100, 12, 31, 5), (1, 1, 1, 1),
        ])
    func weekdays(year: Int, month: Int, day: Int, weekday: Int) {
        #expect(CivilDate.weekday(dayNumber: CivilDate(year: year, month: month, day: day).dayNumber) == weekday)
    }
}
