import JobQueue

/// What a check works with, and how it says what it found.
protocol Bench: Sendable {
    /// The rule that is checked.
    var rule: String { get }
}

extension Bench {
    func expect(
        _ condition: Bool, _ finding: @autoclosure () -> String, file: String = #fileID, line: Int = #line
    ) throws {
        guard !condition else { return }
        throw ConformanceViolation(rule: rule, finding: finding(), place: "\(file):\(line)")
    }

    func expectEqual<T: Equatable>(
        _ found: T, _ expected: T, _ what: String, file: String = #fileID, line: Int = #line
    ) throws {
        try expect(
            found == expected, "\(what): expected \(expected), found \(found).", file: file, line: line)
    }

    func require<T>(_ value: T?, _ what: String, file: String = #fileID, line: Int = #line) throws -> T {
        guard let value else {
            throw ConformanceViolation(rule: rule, finding: "\(what).", place: "\(file):\(line)")
        }
        return value
    }

    /// Expects the code to throw a `JobStoreError` with that code.
    func expectRefusal(
        _ code: JobStoreError.Code, of what: String, file: String = #fileID, line: Int = #line,
        _ body: () async throws -> Void
    ) async throws {
        do {
            try await body()
        } catch let error as JobStoreError {
            try expect(
                error.code == code, "\(what) is refused as \(error.code), not as \(code).", file: file, line: line)
            return
        }
        try expect(false, "\(what) is not refused.", file: file, line: line)
    }

    /// Looks again and again until the condition holds, for what a store may do on a thread of its own; gives up after ten
    /// seconds.
    func eventually(
        _ what: String, file: String = #fileID, line: Int = #line, _ condition: () async throws -> Bool
    ) async throws {
        for _ in 0..<2000 {
            if try await condition() { return }
            try await Task.sleep(for: .milliseconds(5))
        }
        try expect(false, "\(what): not within ten seconds.", file: file, line: line)
    }
}
