import Foundation
import Testing

/// The libraries serve programs of which they know nothing. What to do about an error they say in general words, and as a `Remedy` for
/// which the program names its own commands and settings.
@Suite("Texts of the libraries")
struct LibraryTextTests {
    private static let modules = [
        "Basics", "JobQueue", "JobQueueSQLite", "JobQueueTesting", "JobSchedule", "WallTime",
    ]

    @Test("name no command, no variable and no product of the application", arguments: modules)
    func neutral(module: String) throws {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let folder = root.appending(path: "Sources/\(module)").path
        let files = try #require(FileManager.default.enumerator(atPath: folder))
        // Names of threads, of savepoints and of functions in C are read by nobody who does not look for them.
        let pattern = /"[^"]*(?:DATABASE_URL|Denyut|WhatsApp|denyut [a-z])/
        let words = /DATABASE_URL|Denyut|WhatsApp|denyut [a-z]/
        var literals = 0
        for case let file as String in files where file.hasSuffix(".swift") {
            let text = try String(contentsOfFile: "\(folder)/\(file)", encoding: .utf8)
            var isInText = false
            for (number, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
                // A text of several lines.
                let isInside = isInText
                if line.contains("\"\"\"") { isInText.toggle() }
                if isInside {
                    #expect(line.firstMatch(of: words) == nil, "Sources/\(module)/\(file):\(number + 1): \(line)")
                    continue
                }
                guard !line.drop(while: \.isWhitespace).hasPrefix("//") else { continue }
                literals += line.contains("\"") ? 1 : 0
                #expect(line.firstMatch(of: pattern) == nil, "Sources/\(module)/\(file):\(number + 1): \(line)")
            }
        }
        #expect(literals > 0 || module == "WallTime", "The search finds what is there.")
    }
}
