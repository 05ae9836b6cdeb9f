import Gateways

/// What is to be thought of a version of SQLite.
struct SQLiteVerdict {
    let level: String
    let code: String
    let message: String
    let advice: String?

    /// - Parameter version: such as `3.40.1`.
    init(_ version: String) {
        let numbers = version.split(separator: ".").map { Int($0) ?? 0 } + [0, 0, 0]
        let number = numbers[0] * 1_000_000 + numbers[1] * 1000 + numbers[2]
        let isFixed =
            number >= 3_051_003 || (number >= 3_050_007 && number < 3_051_000)
            || (number >= 3_044_006 && number < 3_045_000)
        if number < 3_037_000 {
            level = "error"
            code = "too_old"
            message = "SQLite \(version) lacks STRICT tables."
            advice = "Use SQLite 3.37 or newer."
        } else if isFixed || number < 3_007_000 {
            level = "ok"
            code = "safe"
            message = "SQLite \(version) has no known fault that matters here."
            advice = nil
        } else {
            level = "warning"
            code = "wal_reset_bug"
            message =
                "SQLite \(version) has the WAL-reset bug. Denyut checkpoints under the writer lock only, so that it does not meet it."
            advice = "Let no other program checkpoint this file, or use SQLite 3.51.3, 3.50.7, 3.44.6 or newer."
        }
    }

    var json: JSON {
        ["level": .string(level), "code": .string(code), "message": .string(message), "advice": .text(advice)]
    }
}
