import Foundation
import Testing

@Suite("Waits")
struct WaitingTests {
    /// What on Linux waits for a time of day, whatever it is given.
    private static let words = [
        "DispatchSemaphore", "DispatchGroup", "wallDeadline", "asyncAfter", "NSCondition", "DispatchWallTime",
    ]

    @Test("of the program's threads are all those of Wakeup: nothing that waits for a time of day is used")
    func sources() throws {
        var folder = URL(fileURLWithPath: #filePath)
        for _ in 0..<3 { folder.deleteLastPathComponent() }
        let sources = folder.appendingPathComponent("Sources")
        let files = try #require(FileManager.default.enumerator(at: sources, includingPropertiesForKeys: nil))
        var count = 0
        for case let file as URL in files where file.pathExtension == "swift" {
            count += 1
            let text = try String(contentsOf: file, encoding: .utf8)
            for line in text.split(separator: "\n") where !line.trimmingPrefix(while: \.isWhitespace).hasPrefix("//") {
                let found = Self.words.filter { line.contains($0) }
                #expect(found == [], "\(file.lastPathComponent): \(line)")
            }
        }
        #expect(count > 100)
    }
}
