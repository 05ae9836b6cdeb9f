import Foundation

/// A block of shell in a document.
struct ShellBlock: CustomStringConvertible {
    let document: String
    let text: String

    /// Its first line without what explains it, which names it.
    var title: String {
        let line = text.split(separator: "\n").first.map(String.init) ?? ""
        return line.replacing(/\s+#.*$/, with: "")
    }

    var description: String { "\(document): \(title)" }

    /// All of a document.
    static func all(in text: String, of document: String) -> [ShellBlock] {
        text.components(separatedBy: "```sh\n").dropFirst().compactMap { part in
            part.components(separatedBy: "```").first.map { ShellBlock(document: document, text: $0) }
        }
    }
}
