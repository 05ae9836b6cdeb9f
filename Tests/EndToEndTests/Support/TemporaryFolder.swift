import Foundation

/// A folder of its own for a test, removed afterwards.
final class TemporaryFolder: Sendable {
    let path: String

    init() throws {
        path = NSTemporaryDirectory() + "denyut-test-" + UUID().uuidString.prefix(8)
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit {
        try? FileManager.default.removeItem(atPath: path)
    }

    var database: String { path + "/denyut.sqlite" }

    func file(_ name: String, _ content: String = "") throws -> String {
        try Data(content.utf8).write(to: URL(fileURLWithPath: path + "/" + name))
        return path + "/" + name
    }
}

/// Waits until something holds, looking often; `false` after that many seconds, which no machine needs that is only busy.
func eventually(within seconds: Double = 120, _ condition: () async throws -> Bool) async throws -> Bool {
    let limit = Date().addingTimeInterval(seconds)
    while Date() < limit {
        if try await condition() { return true }
        try await Task.sleep(for: .milliseconds(20))
    }
    return try await condition()
}
