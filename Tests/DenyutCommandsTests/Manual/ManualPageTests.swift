import Foundation
import Testing

@testable import DenyutCommands

@Suite("Manual pages") struct ManualPageTests {
    private let pages: [ManualPage]

    init() throws {
        pages = ManualPage.all(of: try CommandDescription.program())
    }

    @Test("there is one for the program and one for each command")
    func names() {
        #expect(pages.map(\.name) == ["denyut"] + Denyut.allNames.map { "denyut-\($0)" })
    }

    @Test("a page tells what the command is for, how it is called, and of each of its options")
    func content() throws {
        let page = try #require(pages.first { $0.name == "denyut-queue-retry" }).text
        #expect(page.hasPrefix(".TH \"DENYUT\\-QUEUE\\-RETRY\" \"1\""))
        #expect(page.contains(".SH NAME\ndenyut\\-queue\\-retry \\- Put failed jobs back into their queues"))
        #expect(page.contains(".B denyut queue\\-retry\n"))
        #expect(page.contains("[<id> ...]\n"))
        #expect(page.contains(".TP\n.B \\-\\-queue <name>\nAll failed jobs of this queue.\n"))
        #expect(page.contains(".B \\-v, \\-\\-verbose\n"))
    }

    @Test("nothing in a text is taken for a macro, and no character is lost to the formatter")
    func escaping() throws {
        let macros: Set = [".TH", ".SH", ".TP", ".B", ".PP"]
        for page in pages {
            for line in page.text.split(separator: "\n") where line.hasPrefix(".") || line.hasPrefix("'") {
                #expect(macros.contains(String(line.prefix { $0 != " " })), "\(page.name): \(line)")
            }
            #expect(!page.text.contains("\\n"))
            #expect(page.text.range(of: #"(?<!\\)-"#, options: .regularExpression) == nil, "\(page.name)")
        }
    }
}
