import Basics

/// A word that a frequency in words is made of.
struct FrequencyWord: Sendable {
    enum Meaning: Sendable {
        /// Says how often.
        case base(@Sendable ([String]) throws -> Frequency)
        /// Narrows what another word says.
        case constraint(@Sendable (Frequency, [String]) throws -> Frequency)
    }

    let name: String
    /// The arguments as an error shows them; empty if there are none.
    let form: String
    let meaning: Meaning

    /// The word as it is to be written.
    var usage: String { form.isEmpty ? name : "\(name):\(form)" }

    /// The arguments do not have the form; where it is caught, the form is named.
    struct WrongForm: Error {}

    /// Splits a text at its first colon and finds the word.
    static func find(_ text: String) throws(ScheduleError) -> (word: FrequencyWord, arguments: [String]) {
        let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        let name = parts.first.map(String.init) ?? ""
        let arguments = parts.count == 2 ? parts[1].split(separator: ",", omittingEmptySubsequences: false) : []
        let short = "every" + name.prefix(1).uppercased() + name.dropFirst()
        guard let word = all.first(where: { $0.name == name }) ?? all.first(where: { $0.name == short }) else {
            let known = all.map(\.name)
            let near =
                aliases[name.lowercased()] ?? nearestName(to: name, among: known)
                ?? nearestName(to: short, among: known)
            let cure = near.map { near in "did you mean \(all.first { $0.name == near }?.usage ?? near)?" }
            throw ScheduleError(
                .invalidFrequency,
                "\(name.quotedForMessage) is no frequency; \(cure ?? "write one such as everyTwoMinutes, hourly or dailyAt:13:00")"
            )
        }
        return (word, arguments.map(String.init))
    }

    /// Does what the word means; what is wrong with its arguments is said with its name.
    func checked(_ body: () throws -> Frequency) throws -> Frequency {
        do {
            let frequency = try body()
            _ = try frequency.expression()
            return frequency
        } catch is WrongForm {
            let cure = form.isEmpty ? "\(name) takes no arguments" : "write \(usage)"
            throw ScheduleError(.invalidFrequency, "\(name) has the wrong arguments; \(cure)")
        } catch {
            throw ScheduleError(.invalidFrequency, "\(name): \(error)")
        }
    }

    /// What people write for a word whose letters are far from it.
    private static let aliases = [
        "minute": "everyMinute", "minutely": "everyMinute", "hour": "hourly", "everyhour": "hourly",
        "onehour": "hourly", "day": "daily", "everyday": "daily", "week": "weekly", "everyweek": "weekly",
        "month": "monthly",
        "everymonth": "monthly", "year": "yearly", "annually": "yearly", "midnight": "daily",
        "oneminute": "everyMinute",
    ]
}
