import Foundation
import GRDB
import Gateways
import Testing

extension PageTests {
    @Test("who is nobody gets the login page; a wrong password says so; logging out ends it")
    func login() async throws {
        try await Site.running { site in
            try await Page.open { page in
                try await page.go(to: site.url + "/queues")
                try await page.wait("location.pathname === '/login'")
                #expect(page.complaints == [])
                #expect(try await page.unnamedControls() == [])
                #expect(try await page.faintTexts() == [])
                try await page.fill("input[name=user]", with: "ani")
                try await page.fill("input[name=password]", with: "wrong")
                try await page.click("button[type=submit]")
                try await page.wait(forText: "Name or password is wrong")
                try await page.fill("input[name=password]", with: Site.password)
                try await page.press("Enter")
                try await page.wait("location.pathname === '/queues'")
                try await page.waitUntilLoaded()
                #expect(try await page.value("document.cookie").string == "", "no script may read the session")
                try await page.click(".side button[aria-haspopup=menu]")
                try await page.click("[role=menuitem]", "Log out")
                try await page.wait("location.pathname === '/login'")
                try await page.go(to: site.url + "/queues")
                try await page.wait("location.pathname === '/login'")
            }
        }
    }

    @Test("the link of a first start lets in once, and leaves the address")
    func oneTimeLink() async throws {
        try await Site.running(hasUsers: false) { site in
            let address = try await site.line(after: "No password is set. This link lets in once: ")
            try await Page.open { page in
                try await page.go(to: address)
                try await page.waitUntilLoaded()
                #expect(try await page.value("location.href + document.referrer").string?.contains("token") == false)
            }
            try await Page.open { page in
                try await page.go(to: address)
                try await page.wait(forText: "This link was used already")
            }
        }
    }

    @Test("a viewer sees no payload, and nothing to press that changes anything")
    func viewer() async throws {
        try await Site.running { site in
            try await Self.fill(site)
            try await site.open("/queues", as: "vika") { page in
                try await page.wait("document.querySelectorAll('.job-line').length === 3")
                #expect(try await page.value("document.querySelectorAll('.job-line .check').length").int == 0)
                for word in ["Pause", "Retry", "Forget"] {
                    #expect(try await page.value("!\(Page.element("#page button", word))").bool == true, "\(word)")
                }
                try await page.click(".job-open")
                try await page.wait("document.querySelector('dialog')")
                try await page.wait("!document.querySelector('dialog .bone')")
                #expect(
                    try await page.value("document.querySelector('dialog').innerText.includes('command')").bool == false
                )
                try await page.go(to: site.url + "/settings/whatsapp-accounts")
                try await page.wait("document.querySelectorAll('.account-row .name').length === 4")
                for word in ["Reconnect", "Scan"] {
                    #expect(try await page.value("!\(Page.element("#page button", word))").bool == true, "\(word)")
                }
                #expect(page.complaints == [])
            }
        }
    }

    @Test(
        "a page of another server can neither act nor read nor frame, though the reader is logged in",
        arguments: ["127.0.0.1", "localhost"])
    func forgery(host: String) async throws {
        try await Site.running { site in
            try await site.open("/") { page in
                // To a browser another port is another origin of the same site, which the cookie is sent from; another name
                // is another site. Neither of these pages forbids itself anything.
                try await page.go(to: site.gateway.replacing("127.0.0.1", with: host) + "/")
                try await page.value(
                    """
                    Promise.allSettled([
                      fetch("\(site.url)/api/v1/queues/default/pause", { method: "POST", credentials: "include", mode: "no-cors", body: "{}" }),
                      fetch("\(site.url)/api/v1/queues/default/pause", { method: "POST", credentials: "include", headers: { "Content-Type": "application/json" }, body: "{}" }),
                    ])
                    """)
                let read = try await page.value(
                    "fetch('\(site.url)/api/v1/overview', { credentials: 'include' }).then((a) => a.text()).catch(() => 'refused')"
                )
                #expect(read.string == "refused")
                try await page.value(
                    "(() => { const f = document.createElement('iframe'); f.src = '\(site.url)/'; document.body.append(f); })()"
                )
                let isRefused = try await eventually { page.complaints.contains { $0.contains("frame-ancestors") } }
                #expect(isRefused, "\(page.complaints)")
            }
            #expect(try await site.number("SELECT count(*) FROM queue_pauses") == 0)
        }
    }

    static let hostile = [
        "<script>window.pwned = 1</script>",
        "<img src=x onerror='window.pwned = 1'>",
        "\"\u{0301} onfocus=\"window.pwned = 1\" autofocus x='\u{0301}",
        "\u{202E}\u{2066}kcab\u{2069} javascript:window.pwned=1",
        "${window.pwned = 1} {{constructor.constructor('window.pwned = 1')()}}",
        String(repeating: "W\u{0301}", count: 4000),
    ]

    @Test("hostile texts in every column that is shown stay texts")
    func hostileTexts() async throws {
        try await Site.running("healthy=2,missing=3,crashed=1") { site in
            try await site.denyut("monitor-sessions", "--force")
            for (index, text) in Self.hostile.enumerated() {
                try await site.sql(
                    "UPDATE accounts SET label = ?1, phone = ?1, workspace = ?1, revision = revision + 1 WHERE id = ?2",
                    [text, index + 1])
                try await site.sql(
                    "INSERT INTO jobs (queue, kind, payload, unique_key) VALUES (?1, ?1, json_object('note', ?1), ?1)",
                    [text])
                try await site.sql(
                    """
                    INSERT INTO failed_jobs (id, queue, kind, payload, attempts, created_at, failed_at, reason, error_type, error_message, worker)
                    VALUES (?2, ?1, ?1, ?1, 1, ?3, ?3, 'attempts', ?1, ?1, ?1)
                    """, [text, 9000 + index, Int64(Date().timeIntervalSince1970 * 1000)])
            }
            try await site.sql(
                "UPDATE accounts SET issues = json_array(json_object('code', 'x', 'points', 9, 'text', ?1)), held_at = 1, held_by = ?1, hold_reason = ?1 WHERE id = 2",
                [Self.hostile[1]])
            try await site.open("/") { page in
                let paths = Self.paths + ["/accounts/2", "/accounts/6", "/queues?jobs=pending", "/queues?job=9001"]
                for path in paths {
                    try await page.go(to: site.url + path)
                    try await page.waitUntilLoaded()
                    let alien = try await page.value(
                        "document.querySelectorAll('body img, body iframe, #shell script, #layer script, [onerror], [onfocus]').length"
                    )
                    #expect(alien.int == 0, "\(path)")
                    #expect(try await page.value("window.pwned ?? null").isNull, "\(path)")
                    #expect(try await page.structureFaults().filter { $0.contains("wider") } == [], "\(path)")
                    #expect(page.complaints == [], "\(path)")
                }
                try await page.go(to: site.url + "/settings/whatsapp-accounts")
                try await page.wait(forText: Self.hostile[0])
            }
        }
    }
}
