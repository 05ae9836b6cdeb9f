import Foundation

/// Where the database is, as settings and options name it: `sqlite:PATH`, `sqlite:///PATH` from the root, or a path.
///
/// What else it could mean is refused with its cure. SQLite makes a file of whatever name it is given, or none at all of
/// `:memory:`, and jobs would go where no worker looks.
enum DatabaseURL {
    /// The database of those who name none.
    static let standard = "sqlite:storage/denyut.sqlite"
    /// The path of that.
    static let standardPath = "storage/denyut.sqlite"

    /// Why a text names no database.
    struct Refusal: Error, Equatable {
        /// What is wrong, and what to write instead.
        let reason: String
    }

    /// The path that a text names.
    static func path(_ text: String) throws(Refusal) -> String {
        guard !text.isEmpty else { throw Refusal(reason: "it is empty; write sqlite:PATH, such as \(standard)") }
        if let control = text.unicodeScalars.first(where: { $0.properties.generalCategory == .control }) {
            let code = String(control.value, radix: 16, uppercase: true)
            let cure =
                control == "\r" ? "a line end of Windows: convert the file with dos2unix" : "take it out"
            throw Refusal(
                reason:
                    "it holds the control character U+\(String(repeating: "0", count: max(0, 4 - code.count)))\(code), \(cure)"
            )
        }
        guard text == text.trimmingCharacters(in: .whitespaces) else {
            throw Refusal(reason: "it begins or ends with a blank; take it out")
        }
        var path = text[...]
        if let scheme = scheme(of: text) {
            guard scheme == "sqlite" else { throw Refusal(reason: otherScheme(scheme)) }
            path = path.dropFirst("sqlite:".count)
            if path.hasPrefix("//") {
                path = path.dropFirst(2)
                guard path.isEmpty || path.hasPrefix("/") else {
                    throw Refusal(
                        reason:
                            "what follows sqlite:// is a host, and the database is a file of this one; write sqlite:\(path.prefix(200)) for a path from here, sqlite:///PATH for one from the root"
                    )
                }
            }
        }
        return try checked(String(path))
    }

    /// What stands before the first colon, where it looks like a scheme: no path from here begins so.
    private static func scheme(of text: String) -> Substring? {
        guard let colon = text.firstIndex(of: ":"), colon != text.startIndex else { return nil }
        let name = text[..<colon]
        let isScheme = name.utf8.enumerated().allSatisfy { index, byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): true
            case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "+"), UInt8(ascii: "."), UInt8(ascii: "-"):
                index > 0
            default: false
            }
        }
        return isScheme ? name : nil
    }

    private static func otherScheme(_ scheme: Substring) -> String {
        let name = scheme.lowercased()
        if name.hasPrefix("sqlite") { return "\"\(scheme.prefix(40)):\" is written sqlite: here" }
        if name == "file" { return "write sqlite:PATH in place of a URI" }
        return
            "\"\(scheme.prefix(40)):\" is another kind of database; Denyut keeps its own in an SQLite file, such as \(standard)"
    }

    private static func checked(_ path: String) throws(Refusal) -> String {
        if path.isEmpty { throw Refusal(reason: "it names no file; write sqlite:PATH, such as \(standard)") }
        if path.hasPrefix(":") {
            throw Refusal(
                reason: "a database in memory is gone when the command ends; name a file, such as \(standard)")
        }
        if path.hasPrefix("file:") { throw Refusal(reason: "write sqlite:PATH in place of a URI") }
        if path.hasPrefix("~") {
            throw Refusal(reason: "~ is put in by shells only, and not behind sqlite:; write the whole path")
        }
        if path.contains("?") {
            throw Refusal(
                reason: "it takes no parameters; leave out what stands from the question mark on")
        }
        if path.hasSuffix("/") {
            throw Refusal(reason: "it names a folder; name a file in it, such as \(path)denyut.sqlite")
        }
        return path
    }

    /// Whether a path is that of the database of those who name none, from the folder that this process works in.
    static func isStandard(_ path: String) -> Bool {
        let folder = FileManager.default.currentDirectoryPath
        let absolute = path.hasPrefix("/") ? path : folder + "/" + path
        return (absolute as NSString).standardizingPath == (folder + "/" + standardPath as NSString).standardizingPath
    }
}
