import Foundation
import Testing

@Suite("The list of attacks in docs/dashboard.md")
struct SafetyListTests {
    private static let root = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    @Test("names tests that are there, one for each attack")
    func testsExist() throws {
        let page = try String(contentsOf: Self.root.appending(path: "docs/dashboard.md"), encoding: .utf8)
        let rows = page.split(separator: "\n").compactMap { line in
            line.firstMatch(of: /^\| .* \| `([A-Za-z]+)\.([A-Za-z]+)` \|$/)
        }
        #expect(rows.count >= 15)
        let tests = try Self.tests()
        for row in rows { #expect(tests.contains("\(row.output.1).\(row.output.2)"), "\(row.output.0)") }
        #expect(Set(rows.map { "\($0.output.1).\($0.output.2)" }).count == rows.count)
    }

    /// Names of test functions, with the suite that their file declares or extends.
    private static func tests() throws -> Set<String> {
        var names: Set<String> = []
        for folder in ["Tests/DashboardTests/Server", "Tests/DashboardTests/Metrics", "Tests/EndToEndTests/Page"] {
            let path = root.appending(path: folder).path
            for file in try FileManager.default.contentsOfDirectory(atPath: path) where file.hasSuffix(".swift") {
                let text = try String(contentsOfFile: "\(path)/\(file)", encoding: .utf8)
                guard let suite = text.firstMatch(of: /(?m)^(?:extension|struct) (\w+Tests) \{/)?.output.1 else {
                    continue
                }
                for match in text.matches(of: /(?m)^    func (\w+)\(/) { names.insert("\(suite).\(match.output.1)") }
            }
        }
        return names
    }
}
