import Foundation
import Gateways
import Synchronization

/// A page in a browser context of its own: nobody else's cookies, nobody else's settings.
final class Page: Sendable {
    /// What the reader's device and taste are.
    struct Reader: Sendable {
        var width = 1280
        var height = 800
        var theme = "light"
        var language = "en-GB"
        var isTouch = false
        /// Device pixels to one of the page.
        var scale = 1.0

        static let phone = Reader(width: 390, height: 844, isTouch: true)
    }

    private let browser: Browser
    private let session: String
    private let target: String
    private let context: String
    private let noted = Mutex<[String]>([])
    private let sent = Mutex<[String]>([])

    /// Opens an empty page, runs the body, and closes the page.
    static func open<Result>(
        _ reader: Reader = Reader(), _ body: (Page) async throws -> Result
    ) async throws -> Result {
        guard let browser = Browser.current else { throw BrowserError("The suite lacks the trait .browser.") }
        let page = try await Page(browser, reader)
        do {
            let result = try await body(page)
            await page.close()
            return result
        } catch {
            await page.close()
            throw error
        }
    }

    private init(_ browser: Browser, _ reader: Reader) async throws {
        self.browser = browser
        context = try await browser.call("Target.createBrowserContext")["browserContextId"].string ?? ""
        target =
            try await browser.call(
                "Target.createTarget", ["url": "about:blank", "browserContextId": .string(context)])["targetId"].string
            ?? ""
        session =
            try await browser.call("Target.attachToTarget", ["targetId": .string(target), "flatten": true])[
                "sessionId"
            ].string ?? ""
        browser.listen(to: session) { [weak self] in self?.note($0, $1) }
        for domain in ["Page", "Runtime", "Log", "Network"] { try await call("\(domain).enable") }
        try await call("Emulation.setFocusEmulationEnabled", ["enabled": true])
        try await call(
            "Emulation.setDeviceMetricsOverride",
            [
                "width": .integer(Int64(reader.width)), "height": .integer(Int64(reader.height)),
                "deviceScaleFactor": .number(reader.scale), "mobile": .bool(reader.isTouch),
            ])
        try await call("Emulation.setTouchEmulationEnabled", ["enabled": .bool(reader.isTouch)])
        try await call(
            "Emulation.setEmulatedMedia",
            ["features": [["name": "prefers-color-scheme", "value": .string(reader.theme)]]])
        try await call("Emulation.setTimezoneOverride", ["timezoneId": "Asia/Jakarta"])
        let agent = try await browser.call("Browser.getVersion")["userAgent"].string ?? ""
        try await call(
            "Emulation.setUserAgentOverride",
            ["userAgent": .string(agent), "acceptLanguage": .string(reader.language)])
        try await call("Emulation.setLocaleOverride", ["locale": .string(reader.language)])
    }

    private func close() async {
        browser.stopListening(to: session)
        _ = try? await browser.call("Target.disposeBrowserContext", ["browserContextId": .string(context)])
    }

    @discardableResult
    func call(_ method: String, _ parameters: JSON = [:]) async throws -> JSON {
        try await browser.call(method, parameters, session: session)
    }

    // MARK: What the browser complains about

    /// Errors and warnings of the console, uncaught exceptions, requests that failed and message boxes, in order.
    var complaints: [String] { noted.withLock { $0 } }

    /// The addresses that were asked for, in order, each noted when its request leaves, not when the answer comes.
    var requests: [String] { sent.withLock { $0 } }

    private func note(_ method: String, _ parameters: JSON) {
        switch method {
        case "Network.requestWillBeSent":
            sent.withLock { $0.append(parameters["request"]["url"].string ?? "") }
        case "Runtime.consoleAPICalled":
            let type = parameters["type"].string ?? ""
            guard ["error", "warning", "assert"].contains(type) else { return }
            let words = (parameters["args"].array ?? []).map { $0["value"].text ?? $0["description"].string ?? "" }
            add("console.\(type): \(words.joined(separator: " "))")
        case "Runtime.exceptionThrown":
            let details = parameters["exceptionDetails"]
            add("exception: \(details["exception"]["description"].string ?? details["text"].string ?? "")")
        case "Log.entryAdded":
            let entry = parameters["entry"]
            guard ["error", "warning"].contains(entry["level"].string) else { return }
            add("\(entry["source"].string ?? ""): \(entry["text"].string ?? "") \(entry["url"].string ?? "")")
        case "Page.javascriptDialogOpening":
            add("message box: \(parameters["message"].string ?? "")")
            Task { try await call("Page.handleJavaScriptDialog", ["accept": false]) }
        default: break
        }
    }

    private func add(_ text: String) { noted.withLock { $0.append(text) } }

    // MARK: Looking

    /// Goes to an address and waits until it is loaded.
    func go(to url: String) async throws {
        let answer = try await call("Page.navigate", ["url": .string(url)])
        if let error = answer["errorText"].string { throw BrowserError("\(url): \(error)") }
        try await wait("document.readyState === 'complete' && location.href !== 'about:blank'")
    }

    /// The value of an expression; promises are waited for.
    @discardableResult
    func value(_ expression: String) async throws -> JSON {
        let answer = try await call(
            "Runtime.evaluate",
            ["expression": .string(expression), "awaitPromise": true, "returnByValue": true, "userGesture": true])
        if answer.has("exceptionDetails") {
            let details = answer["exceptionDetails"]
            throw BrowserError(
                "\(expression.prefix(200)): \(details["exception"]["description"].string ?? details["text"].string ?? "")"
            )
        }
        return answer["result"]["value"]
    }

    /// Waits until an expression holds, and returns its value; promises are waited for.
    ///
    /// - Throws: `BrowserError` with what the page shows instead.
    @discardableResult
    func wait(_ expression: String, within seconds: Double = 120) async throws -> JSON {
        let limit = ContinuousClock.now + .seconds(seconds)
        var problem = ""
        repeat {
            do {
                // An element has no value that could be sent.
                let value = try await value(
                    "Promise.resolve(\(expression)).then((v) => v instanceof Node ? true : v || null)")
                if !value.isNull { return value }
            } catch {
                // While a page changes there is nothing to ask.
                problem = "\(error)"
            }
            try await Task.sleep(for: .milliseconds(25))
        } while ContinuousClock.now < limit
        let text = (try? await value("document.body.innerText"))?.string ?? ""
        throw BrowserError(
            "Not within \(seconds) s: \(expression)\n\(problem)\nThe page shows: \(text.prefix(1500))\n\(complaints.suffix(5))"
        )
    }

    /// Waits until a text is seen.
    func wait(forText text: String) async throws {
        try await wait("document.body.innerText.includes(\(Self.quoted(text)))")
    }

    var text: String {
        get async throws { try await value("document.body.innerText").string ?? "" }
    }

    /// An expression for the first seen element that matches and holds a text or is labelled by it.
    static func element(_ selector: String, _ text: String? = nil) -> String {
        let test = text.map {
            " && ((e.innerText ?? '').includes(\(quoted($0))) || (e.getAttribute('aria-label') ?? '').includes(\(quoted($0))))"
        }
        return
            "[...document.querySelectorAll(\(quoted(selector)))].find((e) => e.getClientRects().length\(test ?? ""))"
    }

    static func quoted(_ text: String) -> String { String(decoding: JSON.string(text).bytes, as: UTF8.self) }

    /// A picture of what is seen, as PNG.
    func picture() async throws -> Data {
        let answer = try await call("Page.captureScreenshot", ["format": "png", "optimizeForSpeed": false])
        return Data(base64Encoded: answer["data"].string ?? "") ?? Data()
    }

    // MARK: Acting

    /// Clicks on an element where it is, with the mouse, once it is there, at rest, and nothing lies over it.
    func click(_ selector: String, _ text: String? = nil) async throws {
        let element = Self.element(selector, text)
        let place = """
            (async () => {
              const e = \(element);
              if (!e || e.disabled) return null;
              e.scrollIntoView({ block: 'nearest', behavior: 'instant' });
              const before = e.getBoundingClientRect();
              await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
              const box = e.getBoundingClientRect();
              if (!e.isConnected || box.x !== before.x || box.y !== before.y) return null;
              const at = { x: box.x + box.width / 2, y: box.y + box.height / 2 };
              const top = document.elementFromPoint(at.x, at.y);
              return top && (e.contains(top) || top.contains(e)) ? at : null;
            })()
            """
        let at = try await wait(place)
        guard let x = at["x"].double, let y = at["y"].double else {
            throw BrowserError("\(selector) \(text ?? "") went away before it was clicked")
        }
        func mouse(_ type: String, _ count: Int64) async throws {
            try await call(
                "Input.dispatchMouseEvent",
                [
                    "type": .string(type), "x": .number(x), "y": .number(y), "button": count > 0 ? "left" : "none",
                    "clickCount": .integer(count),
                ])
        }
        try await mouse("mouseMoved", 0)
        try await mouse("mousePressed", 1)
        try await mouse("mouseReleased", 1)
    }

    /// Puts a text into a field, in place of what is there, as typing does.
    func fill(_ selector: String, with text: String) async throws {
        try await wait(Self.element(selector))
        try await value("(() => { const e = \(Self.element(selector)); e.focus(); e.select?.(); })()")
        try await call("Input.insertText", ["text": .string(text)])
    }

    /// Presses a key by its name, such as `Enter` or `Escape`.
    func press(_ key: String) async throws {
        let codes: [String: Int64] = ["Enter": 13, "Escape": 27, "Tab": 9, "ArrowDown": 40, "Space": 32]
        var event: [JSON.Member] = [
            .init("key", .string(key)), .init("code", .string(key)),
            .init("windowsVirtualKeyCode", .integer(codes[key] ?? 0)),
        ]
        if key == "Enter" { event.append(.init("text", "\r")) }
        try await call("Input.dispatchKeyEvent", .object(event + [.init("type", "keyDown")]))
        try await call("Input.dispatchKeyEvent", .object(event + [.init("type", "keyUp")]))
    }
}
