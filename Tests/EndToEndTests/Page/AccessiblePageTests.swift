import Foundation
import Gateways
import Testing

extension PageTests {
    private static let focused = "document.activeElement"

    @Test("a dialog keeps the focus, names itself, and gives the focus back to what opened it")
    func dialogs() async throws {
        try await Site.running("healthy=1,crashed=1") { site in
            try await site.open("/settings/whatsapp-accounts") { page in
                try await page.wait("document.querySelector('.account-row .icon[aria-haspopup]')")
                try await page.value("document.querySelector('.account-row .icon[aria-haspopup]').focus()")
                try await page.press("Enter")
                try await page.wait("\(Self.focused).getAttribute('role') === 'menuitem'")
                try await page.value("\(Page.element("[role=menuitem]", "Hold")).focus()")
                try await page.press("Enter")
                try await page.wait("document.querySelector('dialog[open]')?.contains(\(Self.focused))")
                #expect(
                    try await page.value(
                        "document.getElementById(document.querySelector('dialog').getAttribute('aria-labelledby'))?.innerText"
                    )
                    .string?.isEmpty == false)
                for _ in 0..<12 {
                    try await page.press("Tab")
                    // Past the last control the focus leaves for the browser's own, which is the body to the page.
                    let isInside =
                        "document.querySelector('dialog').contains(\(Self.focused)) || \(Self.focused) === document.body"
                    #expect(try await page.value(isInside).bool == true)
                }
                #expect(try await page.unnamedControls() == [])
                #expect(try await page.faintTexts() == [])
                try await page.press("Escape")
                try await page.wait("!document.querySelector('dialog')")
                try await page.wait("\(Self.focused).matches('.account-row .icon[aria-haspopup]')")
            }
        }
    }

    @Test("the first key leads past the navigation, and no control is out of the order of the page", arguments: paths)
    func focusOrder(path: String) async throws {
        try await Site.running("healthy=1,crashed=1") { site in
            try await Self.fill(site)
            try await site.open(path) { page in
                let first = "document.querySelector('a[href], button, input, select, textarea, [tabindex=\"0\"]')"
                #expect(try await page.value("\(first).className").string == "skip")
                let displaced =
                    "document.querySelectorAll('[tabindex]:not([tabindex=\"0\"], [tabindex=\"-1\"])').length"
                #expect(try await page.value(displaced).int == 0)
                try await page.value("\(first).focus()")
                try await page.press("Enter")
                try await page.wait("document.querySelector('main').contains(\(Self.focused))")
            }
        }
    }

    @Test("who wants no motion sees none", arguments: ["/", "/settings/whatsapp-accounts"])
    func reducedMotion(path: String) async throws {
        try await Site.running("healthy=1,waiting=1") { site in
            try await site.open(path) { page in
                try await page.call(
                    "Emulation.setEmulatedMedia", ["features": [["name": "prefers-reduced-motion", "value": "reduce"]]])
                let longest = """
                    Math.max(...[...document.querySelectorAll('*')].flatMap((e) => {
                      const style = getComputedStyle(e);
                      return [style.animationDuration, style.transitionDuration].flatMap((t) => t.split(',').map((s) => parseFloat(s) * (s.trim().endsWith('ms') ? 1 : 1000)));
                    }))
                    """
                #expect(try #require(try await page.value(longest).double) <= 1)
            }
        }
    }

    @Test("with forced colours, what is chosen and how the levels stand is still to be seen")
    func forcedColours() async throws {
        try await Site.running("healthy=2,missing=1") { site in
            try await site.denyut("monitor-sessions", "--force")
            try await site.open("/settings/whatsapp-accounts") { page in
                try await page.call(
                    "Emulation.setEmulatedMedia", ["features": [["name": "forced-colors", "value": "active"]]])
                try await page.wait("matchMedia('(forced-colors: active)').matches")
                try await page.wait("document.querySelectorAll('.account-row .name').length === 3")
                try await page.click(".chip[data-level=excellent]")
                try await page.wait("document.querySelector('.chip[aria-pressed=true]')")
                func outline(_ selector: String) async throws -> String? {
                    try await page.value("getComputedStyle(document.querySelector('\(selector)')).outlineStyle").string
                }
                #expect(try await outline(".chip[aria-pressed=true]") == "solid")
                #expect(try await outline(".chip[aria-pressed=false]") == "none")
                #expect(try await outline(".nav a[aria-current=page]") == "solid")
                try await page.go(to: site.url + "/")
                try await page.waitUntilLoaded()
                let grounds = try await page.value(
                    "[...document.querySelectorAll('.levels-bar > i')].map((e) => getComputedStyle(e).backgroundColor)")
                let colours = (grounds.array ?? []).compactMap(\.string)
                #expect(colours.count > 1)
                #expect(Set(colours).count == colours.count)
            }
        }
    }
}
