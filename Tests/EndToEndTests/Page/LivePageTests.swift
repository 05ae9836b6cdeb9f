import Foundation
import GRDB
import Gateways
import Testing

extension PageTests {
    @Test("what another process changes appears by itself, moves nothing, and costs no polling")
    func liveChange() async throws {
        try await Site.running { site in
            try await site.denyut("monitor-sessions", "--force")
            try await site.open("/settings/whatsapp-accounts") { page in
                func change(score: Int) async throws {
                    try await site.sql(
                        "UPDATE accounts SET score = ?, level = 'critical', revision = revision + 1 WHERE id = 1",
                        [score])
                    try await page.wait(
                        "document.querySelector('a[href=\"/accounts/1\"]').closest('.account-row').querySelector('.c-health b').textContent === '\(score)'"
                    )
                }
                func asked() -> [String] { page.requests.filter { !$0.contains("/events?") } }

                try await page.wait("document.querySelectorAll('.account-row .name').length === 4")
                try await page.value(
                    """
                    window.moved = [];
                    new PerformanceObserver((list) => {
                      // A digit more in a number moves its text by a hair: the browser counts it as some millionths.
                      for (const entry of list.getEntries()) if (entry.value > 0.0001) window.moved.push(...entry.sources.map((s) =>
                        `${s.node?.className ?? s.node?.nodeName} ${JSON.stringify(s.previousRect)} ${JSON.stringify(s.currentRect)}`));
                    }).observe({ type: "layout-shift" });
                    """)
                try await change(score: 33)

                // The numbers of the filters are asked for at most each 2 s: once more for the checks above and this
                // change, perhaps. Timers of a page fire in the order of their times, so after this one it has been.
                try await page.value("new Promise((done) => setTimeout(done, 2500))")
                let before = asked().count
                try await page.value(
                    """
                    window.paused = false;
                    const queues = new EventSource("/api/v1/events?types=queue");
                    queues.addEventListener("queue", (event) => {
                      if (JSON.parse(event.data).queues.some((q) => q.queue === "default" && q.paused)) window.paused = true;
                    });
                    new Promise((done) => queues.addEventListener("hello", done)).then(() => true)
                    """)
                try await site.denyut("queue-pause", "default")
                try await page.wait("window.paused")
                // Events come in order: what the page asks for because of the pause, it has asked for by now.
                try await change(score: 34)
                #expect(try await eventually { asked().count > before })
                let since = asked().dropFirst(before)
                #expect(since.count == 1, "a change that this page does not show must not be asked for: \(since)")
                #expect(since.first?.contains("/api/v1/accounts?") == true, "\(since)")
                #expect(try await page.value("window.moved") == [])
                #expect(page.complaints == [])
            }
        }
    }

    @Test("queues: depth and pause follow the commands of a terminal")
    func liveQueues() async throws {
        try await Site.running { site in
            try await site.open("/queues") { page in
                try await site.denyut("queue-push", "NoOp", "--count", "7", "--queue", "parcels")
                try await page.wait(forText: "parcels")
                try await page.wait(forText: "7 waiting")
                try await site.denyut("queue-pause", "parcels")
                try await page.wait(Page.element("button", "Resume"))
                try await page.click("button", "Resume")
                try await page.wait("!\(Page.element("button", "Resume"))")
                #expect(try await site.number("SELECT count(*) FROM queue_pauses") == 0)
            }
        }
    }

    @Test("a server that goes away is told of, and found again without the reader's help")
    func reconnect() async throws {
        try await Site.running { site in
            try await site.open("/") { page in
                site.send(SIGSTOP)
                try await page.call(
                    "Network.emulateNetworkConditions",
                    ["offline": true, "latency": 0, "downloadThroughput": -1, "uploadThroughput": -1])
                try await page.value("dispatchEvent(new Event('offline'))")
                try await page.wait("document.querySelector('.live').dataset.state === 'offline'")
                try await page.wait(forText: "Connection lost")
                site.send(SIGCONT)
                try await page.call(
                    "Network.emulateNetworkConditions",
                    ["offline": false, "latency": 0, "downloadThroughput": -1, "uploadThroughput": -1])
                try await page.value("dispatchEvent(new Event('online'))")
                try await page.wait("document.querySelector('.live').dataset.state === 'live'")
                try await site.denyut("account-add", "late", "--label", "Came while away")
                try await page.wait(forText: "5 accounts")
            }
        }
    }

    @Test("a QR code appears, is scanned, and the dialog closes on success")
    func scan() async throws {
        try await Site.running("healthy=1,waiting=1", .whole) { site in
            try await site.open("/settings/whatsapp-accounts") { page in
                try await page.click("button", "Scan QR")
                try await page.wait("document.querySelector('dialog .qr-frame :is(img, svg.code-image)')")
                try await page.wait(forText: "New code in")
                #expect(try await page.unnamedControls() == [])
                #expect(try await page.faintTexts() == [])
                try await site.simulator("sessions/session-02/scan")
                try await page.wait(forText: "The session is back")
                try await page.wait("!document.querySelector('dialog')")
                try await page.wait("document.querySelectorAll('.account-row [data-level=excellent]').length >= 2")
                #expect(page.complaints == [])
            }
        }
    }
}
