import Hummingbird
import NIOCore

/// Reads a body within a limit and a time.
struct BodyReader: Sendable {
    private static let time = Duration.seconds(15)

    let limit: Int

    /// - Throws: `APIError.tooLarge` or `.timeout`.
    func read(_ request: Request) async throws -> [UInt8] {
        if let length = request.headers[.contentLength].flatMap({ Int($0) }), length > limit { throw tooLarge }
        let body = request.body
        let limit = limit
        return try await withThrowingTaskGroup(of: [UInt8]?.self) { group in
            group.addTask {
                var bytes: [UInt8] = []
                for try await part in body {
                    guard bytes.count + part.readableBytes <= limit else { throw tooLarge }
                    bytes += part.readableBytesView
                }
                return bytes
            }
            group.addTask {
                try await Task.sleep(for: Self.time)
                return nil
            }
            defer { group.cancelAll() }
            guard let bytes = try await group.next() ?? nil else {
                throw APIError(.timeout, "The body took longer than 15 seconds to arrive. Send it again.")
            }
            return bytes
        }
    }

    private var tooLarge: APIError {
        APIError(.tooLarge, "The body is larger than \(limit) bytes. Send it in parts.")
    }
}
