extension Frequency {
    /// Only on those days of the week.
    ///
    /// Not for frequencies that name days of the month: cron would take either, not both.
    public func days(_ days: Weekday...) -> Frequency {
        self.days(days)
    }

    /// Only on those days of the week.
    public func days(_ days: [Weekday]) -> Frequency {
        with { frequency in
            try frequency.requireFields(for: "a weekday")
            guard !days.isEmpty else {
                throw ScheduleError(.invalidFrequency, "no day of the week is named; name at least one")
            }
            guard frequency.monthDay == "*" else {
                throw ScheduleError(
                    .invalidFrequency,
                    "a weekday and a day of the month together would mean either, not both; name one of them")
            }
            frequency.weekday = Self.list(Set(days).map(\.rawValue).sorted())
        }
    }

    /// Only from Monday to Friday.
    public func weekdays() -> Frequency { days(.monday, .tuesday, .wednesday, .thursday, .friday) }
    /// Only on Saturday and Sunday.
    public func weekends() -> Frequency { days(.saturday, .sunday) }
    /// Only on Mondays.
    public func mondays() -> Frequency { days(.monday) }
    /// Only on Tuesdays.
    public func tuesdays() -> Frequency { days(.tuesday) }
    /// Only on Wednesdays.
    public func wednesdays() -> Frequency { days(.wednesday) }
    /// Only on Thursdays.
    public func thursdays() -> Frequency { days(.thursday) }
    /// Only on Fridays.
    public func fridays() -> Frequency { days(.friday) }
    /// Only on Saturdays.
    public func saturdays() -> Frequency { days(.saturday) }
    /// Only on Sundays.
    public func sundays() -> Frequency { days(.sunday) }

    /// Only from one time of the day to another (`HH:MM`), both included; across midnight if the second is earlier.
    ///
    /// The time that a slot is due counts, not the time at which it is fired.
    public func between(_ start: String, _ end: String) -> Frequency {
        window(start, end, allowsInside: true)
    }

    /// Not from one time of the day to another (`HH:MM`), both included; across midnight if the second is earlier.
    public func unlessBetween(_ start: String, _ end: String) -> Frequency {
        window(start, end, allowsInside: false)
    }

    /// In the time zone of that IANA name.
    public func timezone(_ name: String) -> Frequency {
        with { $0.zoneName = name }
    }

    /// Only in those environments.
    public func environments(_ names: String...) -> Frequency {
        environments(names)
    }

    /// Only in those environments.
    public func environments(_ names: [String]) -> Frequency {
        with { frequency in
            guard !names.isEmpty else {
                throw ScheduleError(.invalidFrequency, "no environment is named; name at least one")
            }
            frequency.environmentNames = names
        }
    }

    private func window(_ start: String, _ end: String, allowsInside: Bool) -> Frequency {
        with { frequency in
            guard frequency.windows.count < Self.maximumWindows else {
                throw ScheduleError(
                    .invalidFrequency, "more than \(Self.maximumWindows) between-times; write several entries")
            }
            let window = TimeWindow(start: try TimeOfDay(start), end: try TimeOfDay(end), allowsInside: allowsInside)
            guard window.allowsInside || !(0..<1440).allSatisfy({ !window.allows($0 * 60) }) else {
                throw ScheduleError(
                    .invalidFrequency, "\(window) leaves no time of the day; write a shorter one")
            }
            frequency.windows.append(window)
        }
    }
}
