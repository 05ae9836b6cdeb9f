/// How often an entry runs, in Laravel's words: `.everyTwoMinutes`, `.daily.at("13:00").weekdays()`.
///
/// A frequency is a cron expression in the making, with the hours of the day in which it may run. Nothing fails while it is
/// being put together; `expression()` and the initializers of `ScheduleEntry` tell what is wrong.
/// The names are those of laravel.com/docs/scheduling#schedule-frequency-options.
public struct Frequency: Hashable, Sendable {
    /// `nil`: the expression has no seconds field.
    var seconds: String?
    var minute = "*"
    var hour = "*"
    var monthDay = "*"
    var month = "*"
    var weekday = "*"
    var windows: [TimeWindow] = []
    var zoneName: String?
    var environmentNames: [String] = []
    /// An expression that was given whole.
    var given: String?
    /// The first thing that went wrong.
    var problem: ScheduleError?

    /// The longest words, between-times included, that one frequency may hold.
    static let maximumWindows = 8

    init(
        seconds: String? = nil, minute: String = "*", hour: String = "*", monthDay: String = "*", month: String = "*",
        weekday: String = "*"
    ) {
        self.seconds = seconds
        self.minute = minute
        self.hour = hour
        self.monthDay = monthDay
        self.month = month
        self.weekday = weekday
    }

    /// A cron expression, where no name fits.
    public static func cron(_ expression: String) -> Frequency {
        var frequency = Frequency()
        frequency.given = expression
        return frequency
    }

    /// The cron expression that it stands for.
    ///
    /// - Throws: `ScheduleError` for what was wrong with its parts, `CronError` for numbers out of range.
    public func expression() throws -> CronExpression {
        if let problem { throw problem }
        let fields = [seconds, minute, hour, monthDay, month, weekday].compactMap(\.self).joined(separator: " ")
        return try CronExpression(given ?? fields)
    }

    // MARK: Changing it

    func with(_ change: (inout Frequency) throws -> Void) -> Frequency {
        guard problem == nil else { return self }
        var copy = self
        do {
            try change(&copy)
        } catch let error as ScheduleError {
            copy.problem = error
        } catch {
            copy.problem = ScheduleError(.invalidFrequency, "\(error)")
        }
        return copy
    }

    /// Takes the fields apart, so that one of them can be changed.
    mutating func requireFields(for change: String) throws(ScheduleError) {
        guard given == nil else {
            throw ScheduleError(
                .invalidFrequency, "\(change) cannot change a cron expression; write it into the expression's fields")
        }
    }
}
