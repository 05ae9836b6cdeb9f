/// A day of the week, numbered as in cron.
public enum Weekday: Int, Hashable, Sendable, CaseIterable {
    /// 0.
    case sunday
    /// 1.
    case monday
    /// 2.
    case tuesday
    /// 3.
    case wednesday
    /// 4.
    case thursday
    /// 5.
    case friday
    /// 6.
    case saturday

    /// Reads a name of three letters or in full, in any case, or a number from 0 to 7 (0 and 7 are Sunday).
    init?(_ text: String) {
        let text = text.lowercased()
        if let number = Int(text), (0...7).contains(number) {
            self.init(rawValue: number % 7)
        } else if let day = Self.allCases.first(where: { $0.name == text || $0.name.prefix(3) == text }) {
            self = day
        } else {
            return nil
        }
    }

    private var name: String { "\(self)" }
}
