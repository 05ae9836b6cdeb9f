extension Frequency {
    /// The longest words that are looked at, in bytes of UTF-8.
    public static let maximumLength = 512

    /// Reads a frequency in words, as in `"every"` of the settings file.
    ///
    /// Words stand between white space. One says how often and may carry arguments, `name:argument,argument`; the others
    /// narrow it: `everyTwoMinutes`, `dailyAt:13:00`, `weeklyOn:mon,thu,8:00`,
    /// `everyFiveMinutes weekdays between:8:00,17:00`. Names are Laravel's; `every` may be left off in front of seconds, minutes
    /// and hours (`twoMinutes`).
    ///
    /// - Throws: `ScheduleError` that names the word and its form or the nearest known one, `CronError` for numbers out of
    ///   range.
    public init(words: String) throws {
        guard words.utf8.count <= Self.maximumLength else {
            throw ScheduleError(
                .invalidFrequency,
                "the frequency is \(words.utf8.count) bytes long, more than \(Self.maximumLength); write several entries"
            )
        }
        var base: (word: String, frequency: Frequency)?
        var constraints: [(word: FrequencyWord, arguments: [String])] = []
        for text in words.split(whereSeparator: \.isWhitespace) {
            let (word, arguments) = try FrequencyWord.find(String(text))
            guard case .base(let make) = word.meaning else {
                constraints.append((word, arguments))
                continue
            }
            if let base {
                throw ScheduleError(
                    .invalidFrequency,
                    "\(base.word) and \(word.name) both say how often; keep one of them, or write two entries")
            }
            base = (word.name, try word.checked { try make(arguments) })
        }
        guard var frequency = base?.frequency else {
            throw ScheduleError(
                .invalidFrequency,
                "\(words.quotedForMessage) does not say how often; begin with a word such as everyTwoMinutes or dailyAt:13:00"
            )
        }
        for (word, arguments) in constraints {
            guard case .constraint(let apply) = word.meaning else { continue }
            frequency = try word.checked { try apply(frequency, arguments) }
        }
        _ = try frequency.expression()
        self = frequency
    }
}
