import Foundation
import Gateways
import Testing

/// The page as people see it: the real program, its real data, and a real browser.
@Suite("The page in a browser", .browser, .whereBrowserIsWanted, .serialized)
struct PageTests {
    static let paths = [
        "/", "/settings/whatsapp-accounts", "/accounts/1", "/incidents", "/queues", "/workers", "/schedule", "/store",
    ]

    /// Fills a site with what pages show: checks, failed jobs, waiting jobs, an incident.
    static func fill(_ site: Site) async throws {
        try await site.denyut("monitor-sessions", "--force")
        try await site.denyut("queue-push", "RunCommand", "--payload", #"{"command": ["false"]}"#, "--count", "3")
        try await site.denyut("queue-work", "--stop-when-empty", "--tries", "1", "--allow-commands")
        try await site.denyut("queue-push", "NoOp", "--count", "5")
        try await site.denyut("schedule-run")
    }

    @Test("each page shows its data, in both themes, and stands every check", arguments: ["light", "dark"])
    func pages(theme: String) async throws {
        try await Site.running { site in
            try await Self.fill(site)
            try await site.open("/", Page.Reader(theme: theme)) { page in
                for path in Self.paths {
                    try await page.go(to: site.url + path)
                    try await page.waitUntilLoaded()
                    try await Self.check(page, path)
                }
            }
        }
    }

    @Test("each page fits a phone, in Indonesian")
    func phone() async throws {
        try await Site.running { site in
            try await Self.fill(site)
            var reader = Page.Reader.phone
            reader.language = "id-ID"
            try await site.open("/", reader) { page in
                for path in Self.paths {
                    try await page.go(to: site.url + path)
                    try await page.waitUntilLoaded()
                    #expect(try await page.value("document.documentElement.lang").string == "id")
                    try await Self.check(page, path)
                }
            }
        }
    }

    private static func check(_ page: Page, _ path: String) async throws {
        #expect(page.complaints == [], "\(path)")
        #expect(try await page.unnamedControls() == [], "\(path)")
        #expect(try await page.faintTexts() == [], "\(path)")
        #expect(try await page.structureFaults() == [], "\(path)")
    }

    @Test("the reader's language can be switched, and stays")
    func language() async throws {
        try await Site.running { site in
            try await site.open("/queues") { page in
                try await page.wait(forText: "Queues")
                try await page.click("button[lang=id]")
                try await page.wait(forText: "Antrean")
                try await page.go(to: site.url + "/queues")
                try await page.wait(forText: "Antrean")
            }
        }
    }

    @Test("a path that is none says so, and leads back")
    func missing() async throws {
        try await Site.running { site in
            let answer = try await Page.open { page in
                try await page.go(to: site.url + "/nothing")
                return try await page.text
            }
            #expect(answer.contains("nothing at this address"))
        }
    }
}
