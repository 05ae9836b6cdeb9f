/// The words after `@` and the five fields they stand for.
enum CronMacro {
    static let fields: KeyValuePairs = [
        "@yearly": "0 0 1 1 *",
        "@annually": "0 0 1 1 *",
        "@monthly": "0 0 1 * *",
        "@weekly": "0 0 * * 0",
        "@daily": "0 0 * * *",
        "@midnight": "0 0 * * *",
        "@hourly": "0 * * * *",
    ]

    static func expansion(of word: String) -> String? {
        let word = word.lowercased()
        return fields.first { $0.key == word }?.value
    }
}
