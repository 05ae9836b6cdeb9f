import Foundation

/// A call of `denyut` as a document shows it.
struct DocumentedCommand: Hashable, CustomStringConvertible {
    /// Such as `queue-work`; nil for `denyut --version` and the like.
    let command: String?
    /// Those that begin with `--`, without their values.
    let options: [String]
    let line: String

    var description: String { line }

    /// All calls in the blocks of shell of a document, and in its inline code that begins with `denyut` or `bin/`.
    static func all(in document: String) -> [DocumentedCommand] {
        var found: [DocumentedCommand] = []
        var block: Substring?
        for line in document.split(separator: "\n", omittingEmptySubsequences: false) {
            if line.hasPrefix("```") {
                block = block == nil ? line.dropFirst(3) : nil
            } else if let language = block {
                if language.isEmpty || language == "sh" { found += calls(in: String(line)) }
            } else {
                for match in line.matches(of: /`((?:sudo )?(?:denyut |bin\/)[^`]+)`/) {
                    found += calls(in: String(match.1))
                }
            }
        }
        return found
    }

    /// The calls in a line of shell: several stand between `|`, `;`, `&&`, and in `$( )`.
    private static func calls(in line: String) -> [DocumentedCommand] {
        let code = line.replacing(/(?:^|\s)#.*$/, with: "")
        return code.split(separator: /[|;&]+|\$\(|\)|"/).compactMap { part in
            var words = part.split(separator: " ").map(String.init)
            while let first = words.first, ["sudo", "nice", "exec"].contains(first) || first.contains("=") {
                words.removeFirst()
            }
            if words.starts(with: ["docker", "compose", "exec", "denyut"]) { words.removeFirst(4) }
            guard let program = words.first else { return nil }
            words.removeFirst()
            let name: String?
            if program == "denyut" || program.hasSuffix("/denyut") {
                name = words.first.flatMap { $0.hasPrefix("-") ? nil : $0 }
            } else if program.hasPrefix("bin/") {
                name = String(program.dropFirst(4))
            } else {
                return nil
            }
            let options = words.filter { $0.hasPrefix("--") }.map { String($0.split(separator: "=")[0]) }
            return DocumentedCommand(command: name, options: options, line: code.trimmingCharacters(in: .whitespaces))
        }
    }
}
