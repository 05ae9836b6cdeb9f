import Foundation
import Gateways
import SessionHealth
import Testing

@testable import Dashboard

@Suite("The page's words")
struct PageWordsTests {
    @Test("both languages say the same things")
    func sameKeys() throws {
        let english = try keys(of: "en")
        let indonesian = try keys(of: "id")
        #expect(english.subtracting(indonesian).sorted() == [])
        // The server says gates in English, with their figures; only the other language has words of its own for them.
        #expect(indonesian.subtracting(english).filter { !$0.hasPrefix("gate.") }.sorted() == [])
    }

    @Test("both languages fill in the same figures")
    func samePlaces() throws {
        let english = try entries(of: "en")
        for (key, text) in try entries(of: "id") {
            guard let other = english[key] ?? english["\(key).other"] else { continue }
            #expect(places(in: text).isSubset(of: places(in: other).union(["n"])), "\(key)")
        }
    }

    @Test("every word that a module asks for by name is in the dictionary")
    func wordsExist() throws {
        let known = try keys(of: "en")
        for (path, text) in try AssetFiles.texts(ending: ".js") where !path.contains("i18n/") {
            for match in text.matches(of: /\bt\(\s*"([^"]+)"/) {
                #expect(known.contains(String(match.output.1)), "\(path): \(match.output.1)")
            }
        }
    }

    @Test("every finding of a check has its sentence in every language", arguments: ["en", "id"])
    func findings(language: String) throws {
        let known = try keys(of: language)
        // What cannot be foreseen is shown as the check said it.
        for finding in Finding.allCases where finding != .statusUntrusted {
            let issue = #"[{"code": "\#(finding.rawValue)", "points": 0, "text": ""}]"#
            let code = try #require(AccountWriter.findings(issue).first?["code"].string)
            #expect(known.contains("finding.\(code)"), "\(code)")
        }
    }

    private func entries(of language: String) throws -> [String: String] {
        let text = try #require(try AssetFiles.texts(ending: ".js")["app/i18n/\(language).js"])
        let lines = text.matches(of: /(?m)^  "([^"]+)": "(.*)",$/)
        return Dictionary(lines.map { (String($0.output.1), String($0.output.2)) }) { $1 }
    }

    /// Plural forms count as one.
    private func keys(of language: String) throws -> Set<String> {
        Set(
            try entries(of: language).keys.map { key in
                for ending in [".one", ".other"] where key.hasSuffix(ending) {
                    return String(key.dropLast(ending.count))
                }
                return key
            })
    }

    private func places(in text: String) -> Set<String> {
        Set(text.matches(of: /\{(\w+)\}/).map { String($0.output.1) })
    }
}
