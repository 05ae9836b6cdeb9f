import Foundation
import Testing

/// The code in the documents is that of the examples, which are built with the tests and run here.
@Suite("Examples in the documents") struct ExamplesTests {
    private static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()

    private func text(_ path: String) throws -> String {
        try String(contentsOf: Self.root.appendingPathComponent(path), encoding: .utf8)
    }

    @Test(
        "a document shows the source of its example byte for byte",
        arguments: [
            ("docs/first-job.md", "Examples/Sources/first-job/main.swift"),
            ("docs/batches.md", "Examples/Sources/photos/main.swift"),
            ("docs/testing-jobs.md", "Examples/Tests/ReminderTests/ReminderTests.swift"),
        ])
    func source(document: String, path: String) throws {
        let block = try #require(CodeBlock.all(in: text(document)).first { $0.name == path })
        #expect(try block.text == text(path))
    }

    @Test(
        "an example prints what its document says",
        arguments: [("docs/first-job.md", "first-job"), ("docs/batches.md", "photos")])
    func output(document: String, program: String) async throws {
        let block = try #require(CodeBlock.all(in: text(document)).first { $0.name == program })
        let folder = try TemporaryFolder()
        let result = try await RunningProcess(Binaries.path("example-\(program)"), [], folder: folder.path).end()
        #expect(result.output == block.text)
        #expect(result.errors == "")
        #expect(result.status == 0)
    }
}
