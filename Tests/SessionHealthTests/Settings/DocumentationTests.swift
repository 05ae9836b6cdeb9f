import Foundation
import Testing

@testable import SessionHealth

@Suite("The documentation")
struct DocumentationTests {
    /// The page, beside the sources; nil where the tests run without them.
    static let page: String? = {
        var folder = URL(filePath: #filePath)
        for _ in 0..<8 {
            folder.deleteLastPathComponent()
            let page = folder.appending(path: "docs/health.md")
            if let text = try? String(contentsOf: page, encoding: .utf8) { return text }
        }
        return nil
    }()

    static func row(_ setting: HealthSetting) -> String {
        let value = setting.defaultValue
        return "| `\(setting.name)` | \(value) | \(setting.rangeText) | \(setting.summary) |"
    }

    @Test("has every setting with its default and range", .enabled(if: page != nil))
    func settings() throws {
        let page = try #require(Self.page)
        let missing = HealthSetting.all.map(Self.row).filter { !page.contains($0) }
        #expect(missing.isEmpty, "put into docs/health.md:\n\(HealthSetting.all.map(Self.row).joined(separator: "\n"))")
    }

    @Test(
        "says by which proofs the login of each kind is replaced", .enabled(if: page != nil),
        arguments: KindGrammar.all)
    func proofs(grammar: KindGrammar) throws {
        let rows = try #require(Self.page).split(separator: "\n").filter { $0.hasPrefix("| \(grammar.name) | `") }
        let proofs = rows.compactMap { row in
            row.split(separator: "|").dropFirst(2).first.map { $0.filter { !" `".contains($0) } }
        }
        #expect(proofs.sorted() == grammar.allowed.sorted())
    }

    @Test("names every cause, finding, gate and notification", .enabled(if: page != nil))
    func names() throws {
        let page = try #require(Self.page)
        let names =
            IncidentCause.allCases.map(\.rawValue) + NotificationKind.allCases.map(\.rawValue)
            + RecoveryGate.allCases.map(\.name)
            + Finding.allCases.filter { $0 != .gatewayFailed && $0 != .statusUntrusted }.map(\.rawValue)
        #expect(names.filter { !page.contains("`\($0)`") } == [])
    }
}
