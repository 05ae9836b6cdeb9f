import Foundation

/// A folder with a settings file and room for a database, that goes away with it.
final class TemporaryCommandFolder: Sendable {
    private let url: URL
    var database: String { url.appending(path: "denyut.sqlite").path }
    var settings: String { url.appending(path: "denyut.json").path }

    init() throws {
        url = FileManager.default.temporaryDirectory.appending(path: "denyut-commands-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
        try writeSettings("{}")
    }

    deinit {
        try? FileManager.default.removeItem(at: url)
    }

    func writeSettings(_ json: String) throws {
        try Data(json.utf8).write(to: URL(fileURLWithPath: settings))
    }
}
