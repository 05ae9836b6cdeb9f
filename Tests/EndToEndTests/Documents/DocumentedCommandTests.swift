import Foundation
import Testing

/// What the documents tell people to type, against the program.
@Suite("Commands and settings in the documents") struct DocumentedCommandTests {
    /// Programs under `bin/` that are no commands of `denyut`.
    private static let scripts: Set<String> = [
        "demo", "setup", "test", "benchmark", "package", "test-package", "release", "screenshots", "package-sbom",
        "package-image", "embed-assets", "docs",
    ]
    private static let keys: Set<String> = [
        "gateways", "health", "schedule", "dashboard", "notifications", "log", "timezone", "schedulePingURL",
    ]

    private static func documents() throws -> [(name: String, text: String)] {
        let folder = Monitoring.root.appendingPathComponent("docs")
        let names =
            try FileManager.default.contentsOfDirectory(atPath: folder.path).filter { $0.hasSuffix(".md") }.map {
                "docs/\($0)"
            } + ["README.md", "README.id.md", "CONTRIBUTING.md"]
        return try names.sorted().map {
            ($0, try String(contentsOf: Monitoring.root.appendingPathComponent($0), encoding: .utf8))
        }
    }

    @Test("every command that a document shows exists, and takes the options that it shows")
    func commands() async throws {
        var help: [String: String] = [:]
        var count = 0
        for (name, text) in try Self.documents() {
            for call in DocumentedCommand.all(in: text) {
                guard let command = call.command else { continue }
                count += 1
                if Self.scripts.contains(command) {
                    let script = try String(
                        contentsOf: Monitoring.root.appendingPathComponent("bin/\(command)"), encoding: .utf8)
                    for option in call.options where command != "benchmark" {
                        #expect(script.contains(option), "\(name): \(call)")
                    }
                    continue
                }
                if ["help", "man"].contains(command) { continue }
                // Names stand in capitals, where any command may stand.
                if command == command.uppercased() { continue }
                if help[command] == nil {
                    let result = try await denyut(command, "--help")
                    help[command] = result.status == 0 ? result.output : ""
                }
                let known = help[command] ?? ""
                #expect(!known.isEmpty, "\(name) shows \(command), which is no command: \(call)")
                for option in call.options where !known.isEmpty {
                    #expect(known.contains(option), "\(name): \(command) takes no \(option): \(call)")
                }
            }
        }
        #expect(count > 100)
    }

    @Test(
        "settings that a document shows can be used",
        arguments: [
            "README.md", "README.id.md", "docs/install.md", "docs/hardening.md", "docs/faq.md", "docs/from-laravel.md",
            "contrib/compose/denyut.json", "packaging/etc/denyut.json",
        ])
    func settings(document: String) async throws {
        let text = try String(contentsOf: Monitoring.root.appendingPathComponent(document), encoding: .utf8)
        let blocks =
            document.hasSuffix(".json")
            ? [text]
            : text.components(separatedBy: "```json\n").dropFirst().compactMap {
                $0.components(separatedBy: "```").first
            }
        for block in blocks {
            let value = try JSONSerialization.jsonObject(with: Data(block.utf8))
            let object = try #require(value as? [String: Any], "\(document): \(block)")
            guard !Self.keys.isDisjoint(with: object.keys) else { continue }
            // Each secret that is named by a variable is there.
            let names = block.matches(of: /"[a-zA-Z]+Env": *"([A-Z_]+)"/).map { (String($0.1), "secret-\($0.1)") }
            let folder = try TemporaryFolder()
            let file = try folder.file("denyut.json", block)
            let result = try await denyut(
                "config-check", database: folder.database,
                environment: Dictionary(names) { $1 }.merging(["DENYUT_CONFIG": file]) { $1 })
            #expect(result.status == 0, "\(document): \(block)\n\(result.errors)")
        }
    }

    @Test("a link in a document leads to a file, and to a heading that it has")
    func links() throws {
        for (name, text) in try Self.documents() {
            let folder = Monitoring.root.appendingPathComponent(name).deletingLastPathComponent()
            for match in text.matches(of: /\]\(([^)#\s]*)(?:#([^)]*))?\)/) where !match.1.contains(":") {
                let file =
                    match.1.isEmpty
                    ? Monitoring.root.appendingPathComponent(name) : folder.appendingPathComponent(String(match.1))
                #expect(FileManager.default.fileExists(atPath: file.path), "\(name) links to \(match.1)")
                guard let anchor = match.2, file.pathExtension == "md" else { continue }
                let headings = try String(contentsOf: file, encoding: .utf8).split(separator: "\n").filter {
                    $0.hasPrefix("#")
                }.map(Self.anchor)
                #expect(headings.contains(String(anchor)), "\(name) links to \(match.1)#\(anchor)")
            }
        }
    }

    /// As GitHub makes it of a heading.
    private static func anchor(_ heading: Substring) -> String {
        let text = heading.drop { $0 == "#" || $0 == " " }.lowercased()
        return String(text.compactMap { $0 == " " ? "-" : $0.isLetter || $0.isNumber || "-_".contains($0) ? $0 : nil })
    }
}
