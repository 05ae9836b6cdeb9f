import Foundation

/// The page's files as they stand in the repository.
enum AssetFiles {
    static let folder = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "Sources/Dashboard/Assets")

    /// Their contents by path below the folder.
    static func read() throws -> [String: Data] {
        let paths = try FileManager.default.subpathsOfDirectory(atPath: folder.path)
        var files: [String: Data] = [:]
        for path in paths {
            let url = folder.appending(path: path)
            guard try url.resourceValues(forKeys: [.isRegularFileKey]).isRegularFile == true else { continue }
            files[path] = try Data(contentsOf: url)
        }
        return files
    }

    /// The text of the files whose path ends so.
    static func texts(ending suffix: String) throws -> [String: String] {
        try read().filter { $0.key.hasSuffix(suffix) }.mapValues { String(decoding: $0, as: UTF8.self) }
    }
}
