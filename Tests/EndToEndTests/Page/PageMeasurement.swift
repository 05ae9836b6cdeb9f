import Foundation
import Gateways
import Testing

extension PageTests {
    /// What `bin/benchmark page` prints. Figures, not verdicts: a machine that is busy with other things proves nothing.
    @Test(
        "the page with 1,000 accounts: first paint, bytes, delay of a change, open event streams",
        .enabled(if: ProcessInfo.processInfo.environment["DENYUT_MEASURE_PAGE"] == "1"))
    func measure() async throws {
        try await Site.running("healthy=900,crashed=60,missing=40") { site in
            try await site.denyut("monitor-sessions", "--force")
            try await site.open("/") { page in try await Self.measurePaint(site, page) }
            try await site.open("/settings/whatsapp-accounts") { page in try await Self.measureChange(site, page) }
            try await Self.measureStreams(site)
        }
    }

    private static func show(_ name: String, _ values: [Double], _ unit: String, bar: String) {
        let sorted = values.sorted()
        let median = sorted.isEmpty ? 0 : sorted[sorted.count / 2]
        let figures = [median, sorted.last ?? 0].map { String(format: "%.1f", $0) }
        print("\(name): \(figures[0]) \(unit), at most \(figures[1]) (\(values.count) times); the bar: \(bar)")
    }

    private static func measurePaint(_ site: Site, _ page: Page) async throws {
        var paints: [Double] = []
        var rows: [Double] = []
        var kilobytes: [Double] = []
        for _ in 0..<10 {
            try await page.call("Network.clearBrowserCache")
            try await page.go(to: site.url + "/settings/whatsapp-accounts")
            try await page.wait("document.querySelector('.account-row .name')")
            rows.append(try await page.value("performance.now()").double ?? 0)
            paints.append(
                try await page.value("performance.getEntriesByName('first-contentful-paint')[0].startTime").double ?? 0)
            let bytes = try await page.value(
                "[...performance.getEntriesByType('resource'), ...performance.getEntriesByType('navigation')].reduce((n, e) => n + e.transferSize, 0)"
            )
            kilobytes.append((bytes.double ?? 0) / 1000)
        }
        show("first paint, nothing cached", paints, "ms", bar: "under 1000")
        show("accounts seen, nothing cached", rows, "ms", bar: "none")
        show("sent, compressed, with headers", kilobytes, "kB", bar: "under 150")
    }

    private static func measureChange(_ site: Site, _ page: Page) async throws {
        try await page.wait("document.querySelector('.account-row .name')")
        let link =
            try await page.value("document.querySelector('.account-row .name').getAttribute('href')").string ?? ""
        let id = Int(link.split(separator: "/").last ?? "") ?? 0
        var delays: [Double] = []
        for score in 11...30 {
            // Told by the page itself, in its clock, which is the machine's.
            try await page.value(
                """
                window.seen = new Promise((done) => {
                  const look = () => document.querySelector('a[href="/accounts/\(id)"]').closest('.account-row').querySelector('.c-health b').textContent === '\(score)' ? done(Date.now()) : setTimeout(look, 5);
                  look();
                }); null
                """)
            let began = Date().timeIntervalSince1970 * 1000
            try await site.sql("UPDATE accounts SET score = \(score), revision = revision + 1 WHERE id = \(id)")
            delays.append((try await page.value("window.seen").double ?? 0) - began)
        }
        show("a change by another process until it is seen", delays, "ms", bar: "under 1000")
    }

    private static func measureStreams(_ site: Site) async throws {
        let port = UInt16(site.url.split(separator: ":").last ?? "") ?? 0
        let before = Figures.memory(of: site.pid)
        var streams: [OpenStream] = []
        for _ in 0..<500 {
            streams.append(try OpenStream(port: port, token: Site.token))
            // Slower than the limit of requests from one address.
            try await Task.sleep(for: .milliseconds(25))
        }
        #expect(streams.allSatisfy { $0.beginning().hasPrefix("HTTP/1.1 200") })
        let began = Figures.processorTime(of: site.pid)
        let length = 30.0
        try await Task.sleep(for: .seconds(length))
        let used = Figures.processorTime(of: site.pid) - began
        show("memory with 500 open streams", [Double(Figures.memory(of: site.pid)) / 1e6], "MB", bar: "under 100")
        show("memory before", [Double(before) / 1e6], "MB", bar: "none")
        show("processor with 500 open streams, idle", [used / length * 100], "% of a core", bar: "under 5")
        withExtendedLifetime(streams) {}
    }
}
