import Foundation
import Gateways
import Testing

extension PageTests {
    @Test("filters stand in the address: they survive a reload, and can be shared")
    func filters() async throws {
        try await Site.running("healthy=5,missing=2,crashed=1") { site in
            try await site.denyut("monitor-sessions", "--force")
            try await site.open("/settings/whatsapp-accounts") { page in
                let rows = "document.querySelectorAll('.account-row .name').length"
                try await page.wait("\(rows) === 8")
                try await page.click(".chip", "Failed")
                try await page.wait("\(rows) === 2 && location.search.includes('level=failed')")
                let address = try await page.value("location.href").string ?? ""
                try await page.go(to: address)
                try await page.wait("\(rows) === 2")
                try await page.fill("input[type=search]", with: "Account 1")
                try await page.wait("\(rows) === 0 && location.search.includes('search=Account')")
                try await page.click("button", "Clear")
                try await page.wait("\(rows) === 8 && location.search === ''")
                try await page.value("document.querySelector('select[aria-label=Group]').focus()")
                try await page.value(
                    "(() => { const s = document.querySelector('select[aria-label=Group]'); s.value = 'gateway'; s.dispatchEvent(new Event('change', { bubbles: true })); })()"
                )
                try await page.wait("document.querySelector('.group-row') && location.search.includes('group=gateway')")
                #expect(page.complaints == [])
            }
        }
    }

    @Test("failed jobs are retried in bulk")
    func bulkRetry() async throws {
        try await Site.running { site in
            try await Self.fill(site)
            #expect(try await site.number("SELECT count(*) FROM failed_jobs") == 3)
            try await site.open("/queues") { page in
                try await page.wait("document.querySelectorAll('.job-line').length === 3")
                try await page.click(".job-line .check")
                try await page.click("button", "Retry 1")
                try await page.click("dialog button[type=submit]")
                try await page.wait("document.querySelectorAll('.job-line').length === 2")
                try await page.click("button", "Retry all 2")
                try await page.click("dialog button[type=submit]")
                try await page.wait(forText: "No failed jobs")
                #expect(page.complaints == [])
            }
            #expect(try await site.number("SELECT count(*) FROM failed_jobs") == 0)
            #expect(try await site.number("SELECT count(*) FROM jobs WHERE kind = 'RunCommand'") == 3)
            #expect(try await site.number("SELECT count(*) FROM audit WHERE by LIKE '%ani%'") >= 2)
        }
    }

    @Test("many accounts are held at once, with the reason")
    func bulkHold() async throws {
        try await Site.running("healthy=3") { site in
            try await site.open("/settings/whatsapp-accounts") { page in
                try await page.wait("document.querySelectorAll('.account-row .name').length === 3")
                try await page.click(".rows-head .check")
                try await page.click(".bulk button", "Hold")
                try await page.fill("dialog input[name=reason]", with: "moving house")
                try await page.click("dialog button[type=submit]")
                try await page.wait("!document.querySelector('dialog')")
                try await page.wait(
                    "document.querySelectorAll('.account-row .c-status').length === 3 && [...document.querySelectorAll('.account-row .c-status')].every((e) => e.innerText.includes('hold'))"
                )
                #expect(page.complaints == [])
            }
            #expect(try await site.number("SELECT count(*) FROM accounts WHERE held_at IS NOT NULL") == 3)
        }
    }

    @Test("the keyboard alone opens a menu, moves in it, and gets its place back")
    func keyboard() async throws {
        try await Site.running("healthy=1") { site in
            try await site.open("/settings/whatsapp-accounts") { page in
                try await page.wait("document.querySelector('.account-row .icon[aria-haspopup]')")
                try await page.value("document.querySelector('.account-row .icon[aria-haspopup]').focus()")
                try await page.press("Enter")
                try await page.wait("document.activeElement.getAttribute('role') === 'menuitem'")
                try await page.press("ArrowDown")
                try await page.wait("document.activeElement.innerText.includes('Check')")
                try await page.press("Escape")
                try await page.wait("document.activeElement.matches('.account-row .icon[aria-haspopup]')")
            }
        }
    }
}
