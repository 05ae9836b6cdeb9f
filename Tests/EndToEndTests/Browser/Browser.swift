import Foundation
import Gateways
import Synchronization

/// A browser, spoken to in the DevTools protocol (https://chromedevtools.github.io/devtools-protocol/).
final class Browser: Sendable {
    private struct State {
        var number = 0
        var waiting: [Int: CheckedContinuation<JSON, any Error>] = [:]
        var listeners: [String: @Sendable (String, JSON) -> Void] = [:]
        var hasEnded = false
    }

    /// A browser that does not answer for so long is stuck.
    private static let patience = Duration.seconds(60)

    /// The browser of the suite that runs.
    @TaskLocal static var current: Browser?

    private let process: BrowserProcess
    private let state = Mutex(State())

    /// Starts a browser; once more where the first does not come up.
    static func launch() async throws -> Browser {
        do {
            return try await Browser(BrowserProcess()).checked()
        } catch {
            return try await Browser(BrowserProcess()).checked()
        }
    }

    private init(_ process: BrowserProcess) {
        self.process = process
        process.read { [weak self] in
            self?.take($0)
        } ended: { [weak self] in
            self?.stop()
        }
    }

    private func checked() async throws -> Browser {
        do {
            _ = try await call("Browser.getVersion")
            return self
        } catch {
            let log = process.log
            process.end()
            throw BrowserError("Chromium does not come up: \(error). It said: \(log)")
        }
    }

    func end() { process.end() }

    // MARK: Messages

    /// Calls a method of the browser, or of a page by its session.
    ///
    /// - Throws: `BrowserError` with what the browser says.
    @discardableResult
    func call(_ method: String, _ parameters: JSON = [:], session: String? = nil) async throws -> JSON {
        let number = state.withLock { state in
            state.number += 1
            return state.number
        }
        var message: [JSON.Member] = [
            .init("id", .integer(Int64(number))), .init("method", .string(method)), .init("params", parameters),
        ]
        if let session { message.append(.init("sessionId", .string(session))) }
        let bytes = JSON.object(message).bytes
        let limit = Task {
            try await Task.sleep(for: Self.patience)
            finish(number, .failure(BrowserError("\(method) was not answered for \(Self.patience)")))
        }
        defer { limit.cancel() }
        let answer = try await withCheckedThrowingContinuation { continuation in
            let hasEnded = state.withLock { state in
                state.waiting[number] = continuation
                return state.hasEnded
            }
            do {
                if hasEnded { throw BrowserError("The browser has ended: \(process.log)") }
                try process.send(bytes)
            } catch {
                finish(number, .failure(error))
            }
        }
        if answer.has("error") {
            throw BrowserError("\(method): \(answer["error"]["message"].string ?? "refused")")
        }
        return answer["result"]
    }

    /// Tells of the events of a page.
    func listen(to session: String, _ listener: @escaping @Sendable (_ method: String, _ parameters: JSON) -> Void) {
        state.withLock { $0.listeners[session] = listener }
    }

    func stopListening(to session: String) {
        _ = state.withLock { $0.listeners.removeValue(forKey: session) }
    }

    private func finish(_ number: Int, _ result: Result<JSON, any Error>) {
        state.withLock { $0.waiting.removeValue(forKey: number) }?.resume(with: result)
    }

    private func take(_ bytes: [UInt8]) {
        guard let message = try? JSONParser.parse(bytes) else { return }
        if let number = message["id"].int {
            finish(number, .success(message))
        } else if let session = message["sessionId"].string, let method = message["method"].string {
            state.withLock { $0.listeners[session] }?(method, message["params"])
        }
    }

    private func stop() {
        let waiting = state.withLock { state in
            state.hasEnded = true
            defer { state.waiting = [:] }
            return state.waiting.values
        }
        for continuation in waiting { continuation.resume(throwing: BrowserError("The browser has ended.")) }
    }
}
