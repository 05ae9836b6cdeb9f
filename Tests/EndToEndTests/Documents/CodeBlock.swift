import Foundation

/// A block of code in a document that is said to be something: `<!-- Examples/Sources/first-job/main.swift -->` before it.
struct CodeBlock {
    /// What it is: the path of a file, or the name of a program whose output it is.
    let name: String
    let text: String

    /// The named blocks of a document.
    static func all(in document: String) -> [CodeBlock] {
        document.components(separatedBy: "<!-- ").dropFirst().compactMap { part in
            guard let end = part.range(of: " -->\n```"), !part[..<end.lowerBound].contains("\n") else { return nil }
            let block = part[end.upperBound...].drop { $0 != "\n" }.dropFirst()
            guard let close = block.range(of: "```") else { return nil }
            return CodeBlock(name: String(part[..<end.lowerBound]), text: String(block[..<close.lowerBound]))
        }
    }
}
