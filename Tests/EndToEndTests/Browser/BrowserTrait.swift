import Foundation
import Testing

/// One browser for all tests of a suite.
struct BrowserTrait: SuiteTrait, TestScoping {
    func provideScope(
        for test: Test, testCase: Test.Case?, performing function: @Sendable () async throws -> Void
    ) async throws {
        let browser = try await Browser.launch()
        defer { browser.end() }
        try await Browser.$current.withValue(browser) { try await function() }
    }
}

extension Trait where Self == BrowserTrait {
    /// Starts a browser before the suite, and ends it afterwards.
    static var browser: Self { BrowserTrait() }
}

extension Trait where Self == ConditionTrait {
    /// `DENYUT_WITHOUT_BROWSER=1` leaves out what needs a browser.
    static var whereBrowserIsWanted: Self {
        .enabled(if: ProcessInfo.processInfo.environment["DENYUT_WITHOUT_BROWSER"] != "1")
    }
}
