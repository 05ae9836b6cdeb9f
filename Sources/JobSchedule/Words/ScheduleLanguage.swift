/// A language in which a schedule can be put into words.
public enum ScheduleLanguage: String, Hashable, Sendable, CaseIterable {
    /// `en`.
    case english = "en"
    /// `id`.
    case indonesian = "id"

    var words: any CronWords {
        switch self {
        case .english: EnglishWords()
        case .indonesian: IndonesianWords()
        }
    }
}
