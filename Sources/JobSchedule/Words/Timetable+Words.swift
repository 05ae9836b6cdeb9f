extension Timetable {
    /// The timetable in words, without its zone: `every hour, only between 22:00 and 02:00`.
    public func describe(_ language: ScheduleLanguage = .english) -> String {
        let words = language.words
        let parts = windows.map { window in
            words.between(
                words.time(window.start.hour, window.start.minute, nil),
                words.time(window.end.hour, window.end.minute, nil),
                isAllowed: window.allowsInside)
        }
        return ([expression.describe(language)] + parts).joined(separator: ", ")
    }
}
