import Foundation

/// Which module of the page imports which. What is imported only when it is needed counts, too.
struct PageModules {
    /// The modules that each one imports, by path below the folder of the page's files.
    let imports: [String: Set<String>]

    init(_ imports: [String: Set<String>]) { self.imports = imports }

    /// The modules of the page.
    static func read() throws -> PageModules {
        PageModules(
            Dictionary(
                uniqueKeysWithValues: try AssetFiles.texts(ending: ".js").map { path, text in
                    let folder = URL(filePath: "/\(path)").deletingLastPathComponent()
                    let names = text.matches(of: /\b(?:from\s*|import\s*\(?\s*)["'](\.[^"']+)["']/).map(\.output.1)
                    return (
                        path,
                        Set(names.map { String(folder.appending(path: String($0)).standardized.path.dropFirst()) })
                    )
                }))
    }

    /// The modules from which a way of imports leads back to themselves. What is left once a module that imports nothing of the rest is taken
    /// away, again and again, and then one that nothing of the rest imports, stands on a circle or between two.
    var circular: Set<String> {
        var rest = imports
        func drop(_ isDone: (String, Set<String>) -> Bool) {
            while true {
                let done = rest.filter { isDone($0.key, $0.value.intersection(rest.keys)) }.keys
                guard !done.isEmpty else { return }
                for path in done { rest[path] = nil }
            }
        }
        drop { _, imports in imports.isEmpty }
        drop { path, _ in !rest.values.contains { $0.contains(path) } }
        return Set(rest.keys)
    }
}
