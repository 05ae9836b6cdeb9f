/// The words by which a message's error tells that what is under a session, a browser in most kinds, is dead.
///
/// From whatsapp-web.js, WPPConnect and WAHA issue threads: the session goes on saying "connected" meanwhile.
package enum CrashPattern {
    /// Certain on their own.
    package static let certain = [
        "Session closed", "page has been closed", "Evaluation failed", "Protocol error", "Connection closed",
        "Target closed", "detached Frame", "browser has disconnected",
    ]

    /// Usually a page that reloads, or one that hangs: counts only when a second probe finds the page dead.
    package static let uncertain = ["Execution context was destroyed", "Runtime.callFunctionOn timed out"]

    /// The pattern that the error text contains, in any case; nil where there is none.
    ///
    /// Reads the first 4,000 characters. A certain pattern wins over an uncertain one.
    package static func find(in error: String, confirmed: Bool) -> String? {
        let text = String(error.prefix(4000)).lowercased()
        func match(_ patterns: [String]) -> String? {
            patterns.first { text.contains(substring: $0.lowercased()) }
        }
        return match(certain) ?? (confirmed ? match(uncertain) : nil)
    }
}
