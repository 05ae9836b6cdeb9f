import Foundation
import Testing

@Suite("The lists of attacks in the documents")
struct SafetyListTests {
    private static let root = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    @Test("docs/dashboard.md names tests that are there, one for each attack")
    func testsExist() throws {
        let rows = try Self.rows(of: "docs/dashboard.md")
        #expect(rows.count >= 30)
        let tests = try Self.tests()
        #expect(rows.filter { !tests.contains($0) } == [])
        #expect(Set(rows).count == rows.count)
    }

    @Test("docs/security.md names tests that are there")
    func threats() throws {
        let rows = try Self.rows(of: "docs/security.md")
        #expect(rows.count >= 50)
        let tests = try Self.tests()
        #expect(rows.filter { !tests.contains($0) } == [])
    }

    @Test("docs/health.md names a test for each call that ends a login and each proof")
    func proofs() throws {
        let rows = try Self.rows(of: "docs/health.md")
        #expect(rows.count >= 13)
        let tests = try Self.tests()
        #expect(rows.filter { !tests.contains($0) } == [])
    }

    /// The tests in the last column of a page's tables.
    private static func rows(of page: String) throws -> [String] {
        try String(contentsOf: root.appending(path: page), encoding: .utf8).split(separator: "\n").compactMap { line in
            line.firstMatch(of: /^\| .* \| `([A-Za-z]+\.[A-Za-z0-9]+)` \|$/).map { String($0.output.1) }
        }
    }

    /// Names of test functions, with the suites that their files declare or extend.
    private static func tests() throws -> Set<String> {
        var names: Set<String> = []
        let folder = root.appending(path: "Tests").path
        let files = FileManager.default.enumerator(atPath: folder)?.compactMap { $0 as? String } ?? []
        for file in files where file.hasSuffix(".swift") {
            var suite = Substring()
            for line in try String(contentsOfFile: "\(folder)/\(file)", encoding: .utf8).split(separator: "\n") {
                if let found = line.firstMatch(of: /^(?:@Suite.*)?(?:extension|struct) (\w+Tests) \{/)?.output.1 {
                    suite = found
                } else if let test = line.firstMatch(of: /^    func (\w+)\(/)?.output.1 {
                    names.insert("\(suite).\(test)")
                }
            }
        }
        return names
    }
}
