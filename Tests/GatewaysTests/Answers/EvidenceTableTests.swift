import Foundation
import Gateways
import SessionHealth
import Testing
import WallTime

@Suite("What a datum is worth")
struct EvidenceTableTests {
    @Test(
        "is declared by each kind: an answer has an age, a code is short-lived, and a record is asked about alone",
        arguments: GatewayFixture.all)
    func declared(fixture: GatewayFixture) throws {
        let capabilities = try fixture.connection(fixture.words[0].word).gateway.capabilities
        let table = capabilities.evidence
        #expect(table.status.maximumAge != nil && table.listedStatus.maximumAge != nil)
        #expect(table.code.map { ($0.maximumAge ?? .days(1)) <= .minutes(5) } == (capabilities.qr != nil))
        #expect(table.listedStatus.source != .stored || capabilities.confirmsAlone)
        #expect(!capabilities.tellsEnding || table.ending != nil)
        #expect(table.status.absence == .nothing && table.code?.absence != .denial)
    }

    @Test("bounds what an adapter says: a record is called cleared by GOWA alone", arguments: GatewayFixture.all)
    func bounded(fixture: GatewayFixture) throws {
        let table = try fixture.connection(fixture.words[0].word).gateway.capabilities.evidence
        let answer = SessionAnswer(status: .disconnected, ending: .loggedOut, showsQR: true, login: .cleared)
        let bounded = table.bounded(answer)
        #expect(bounded.login == (fixture.kind == .gowa ? .cleared : nil))
        #expect(bounded.ending == (fixture.kind == .gowa ? nil : .loggedOut))
        #expect(bounded.status == .disconnected && bounded.showsQR == true)
    }

    @Test("is in the documents as it is declared", arguments: GatewayFixture.all)
    func documented(fixture: GatewayFixture) throws {
        let table = try fixture.connection(fixture.words[0].word).gateway.capabilities.evidence
        let cells = table.rows.map { _, terms in
            guard let terms else { return "–" }
            let source = terms.source == .stored ? "database" : terms.source.rawValue
            let seconds = terms.maximumAge.map { $0.wholeMilliseconds / 1000 }
            let age = seconds.map { $0 % 60 == 0 ? ", \($0 / 60) min" : ", \($0) s" } ?? ""
            return source + age + (terms.absence == .denial ? ", empty is gone" : "")
        }
        let file = URL(filePath: #filePath).deletingLastPathComponent().appending(
            path: "../../../docs/gateways/README.md")
        let text = try String(contentsOf: file, encoding: .utf8)
        #expect(text.contains("| `\(fixture.kind.rawValue)` | \(cells.joined(separator: " | ")) |\n"))
    }
}
