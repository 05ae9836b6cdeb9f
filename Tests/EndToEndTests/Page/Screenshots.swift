import Foundation
import Gateways
import Testing

extension PageTests {
    /// What `bin/screenshots` does: `DENYUT_SCREENSHOTS` names the folder.
    @Test(
        "a picture of each page, in both themes",
        .enabled(if: ProcessInfo.processInfo.environment["DENYUT_SCREENSHOTS"] != nil))
    func screenshots() async throws {
        let folder = ProcessInfo.processInfo.environment["DENYUT_SCREENSHOTS"] ?? ""
        // A gateway that has just started is left alone for minutes, and a bad result is confirmed after some seconds.
        try await Site.running("demo", .whole, health: #"{"restartGrace": 0, "confirmDelay": 1}"#) { site in
            try await Self.tellOfDay(site)
            #expect(
                try await eventually(within: 120) {
                    try await site.number("SELECT count(*) FROM incidents WHERE resolved_at IS NULL") >= 3
                })
            for theme in ["light", "dark"] {
                let reader = Page.Reader(width: 1440, height: 900, theme: theme)
                try await site.open("/", reader) { page in
                    for (name, path) in Self.portraits {
                        try await page.go(to: site.url + path)
                        try await page.waitUntilLoaded()
                        try await Self.save(page, "\(folder)/\(name)-\(theme).webp")
                    }
                    try await page.go(to: site.url + "/settings/whatsapp-accounts?search=Account%208")
                    try await page.click("button", "Scan QR")
                    try await page.wait("document.querySelector('dialog .qr-frame :is(img, svg.code-image)')")
                    try await Self.save(page, "\(folder)/qr-\(theme).webp")
                    try await page.press("Escape")
                }
                try await Page.open(reader) { page in
                    try await page.go(to: site.url + "/login")
                    try await page.wait("document.querySelector('input[name=user]')")
                    try await Self.save(page, "\(folder)/login-\(theme).webp")
                }
            }
            for (language, theme) in [("en-GB", "light"), ("id-ID", "dark")] {
                var phone = Page.Reader.phone
                (phone.language, phone.theme, phone.scale) = (language, theme, 2)
                try await site.open("/settings/whatsapp-accounts", phone) { page in
                    try await Self.save(page, "\(folder)/phone-\(theme).webp")
                }
            }
        }
    }

    private static let portraits = [
        ("overview", "/"), ("accounts", "/settings/whatsapp-accounts"), ("account", "/accounts/18"),
        ("incidents", "/incidents?state=all"), ("queues", "/queues"), ("workers", "/workers"),
        ("schedule", "/schedule"),
        ("store", "/store"),
    ]

    private static func save(_ page: Page, _ path: String) async throws {
        try await page.call("Emulation.setScrollbarsHidden", ["hidden": true])
        try await page.waitUntilStill()
        let answer = try await page.call("Page.captureScreenshot", ["format": "webp", "quality": 82])
        let data = try #require(Data(base64Encoded: answer["data"].string ?? ""))
        try data.write(to: URL(fileURLWithPath: path))
    }

    /// A day that went before, so that lines have something to show: checks each ten minutes, a bad hour here and there.
    private static func tellOfDay(_ site: Site) async throws {
        #expect(try await eventually(within: 60) { try await site.number("SELECT count(*) FROM health_checks") >= 24 })
        try await site.sql(
            """
            WITH RECURSIVE step(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM step WHERE n < 143)
            INSERT INTO health_checks (account_id, at, outcome, score, level, status, phase, latency)
            SELECT id, at, 'checked', score, CASE WHEN score >= 90 THEN 'excellent' WHEN score >= 70 THEN 'good'
              WHEN score >= 50 THEN 'warning' WHEN score >= 30 THEN 'critical' ELSE 'failed' END, 'connected', 'good', 9
            FROM (
              SELECT a.id, unixepoch() * 1000 - n * 600000 AS at,
                CASE WHEN a.id > 14 AND n < 6 + a.id % 7 THEN a.score
                  WHEN (n / 7 + a.id * 5) % 23 = 0 THEN 20 + (n * 7) % 30
                  WHEN (n / 5 + a.id) % 9 = 0 THEN 80 ELSE 100 END AS score
              FROM step, accounts AS a)
            """)
        try await site.sql(
            """
            WITH RECURSIVE step(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM step WHERE n < 55)
            INSERT OR IGNORE INTO queue_minutes (minute, queue, kind, enqueued, done, failed, retried, run_time, wait_time)
            SELECT (unixepoch() / 60 - n) * 60000, 'whatsapp-health', 'MonitorSessionHealth', 24, 24 - (n % 17 = 0),
              n % 17 = 0, n % 11 = 0, 24 * (6 + n % 5), 24 * 3 FROM step WHERE n % 2 = 0
            """)
        try await site.sql(
            """
            INSERT INTO health_intervals (account_id, began_at, ended_at, state)
            SELECT id, unixepoch() * 1000 - 86400000, unixepoch() * 1000 - 86400000 + id * 12000, 'down' FROM accounts WHERE id % 5 = 0
            """)
        try await site.sql(
            "UPDATE accounts SET interval_from = unixepoch() * 1000 - 86000000 WHERE interval_state IS NOT NULL AND id < 15"
        )
        try await site.denyut("queue-push", "NoOp", "--count", "3", "--delay", "3600")
    }
}
