import Foundation
import SessionHealth

/// Reads and writes the JSON columns.
enum StoredJSON {
    /// The value as JSON text.
    static func text(_ value: some Encodable) throws -> String {
        String(decoding: try JSONEncoder().encode(value), as: UTF8.self)
    }

    /// The value of a column; nil where there is none, or where it can no longer be read.
    ///
    /// A state that cannot be read is begun afresh: a check must never fail because of what an earlier version wrote.
    static func value<T: Decodable>(_ type: T.Type, _ text: String?) -> T? {
        guard let text else { return nil }
        return try? JSONDecoder().decode(type, from: Data(text.utf8))
    }

    /// Issues as a JSON array; the empty one, which is nearly every one, for free.
    static func issues(_ issues: [Issue]) throws -> String {
        issues.isEmpty ? "[]" : try text(issues)
    }

    static func issues(_ text: String?) -> [Issue] {
        text == "[]" ? [] : value([Issue].self, text) ?? []
    }
}

extension StoredJSON {
    /// A list; the empty one, which is nearly every one, for free.
    static func list<Element: Decodable>(_ text: String?) -> [Element] {
        text == "[]" ? [] : value([Element].self, text) ?? []
    }
}
