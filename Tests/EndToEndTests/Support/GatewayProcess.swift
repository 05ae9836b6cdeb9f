import Foundation
import Testing

#if canImport(FoundationNetworking)
    import FoundationNetworking
#endif

/// A simulated gateway that runs as a program of its own.
struct GatewayProcess {
    let process: RunningProcess
    let url: String

    /// Starts it and waits until it listens.
    ///
    /// - Parameter port: 0 takes a free one.
    static func start(_ arguments: [String], port: Int = 0, key: String = "key") async throws -> GatewayProcess {
        let process = try RunningProcess(
            Binaries.path("gateway-simulator"), arguments + ["--port", String(port), "--api-key", key])
        return GatewayProcess(process: process, url: try await process.line(after: "listening on "))
    }

    func kill() async {
        process.send(SIGKILL)
        _ = await process.end()
    }

    /// Calls the control interface.
    @discardableResult
    func control(_ method: String, _ path: String, _ body: String = "") async throws -> [String: Any] {
        guard let address = URL(string: url + "/_sim" + path) else { return [:] }
        var request = URLRequest(url: address)
        request.httpMethod = method
        if !body.isEmpty { request.httpBody = Data(body.utf8) }
        let (data, status) = try await Self.send(request)
        try #require((200..<300).contains(status), "\(method) \(path): \(String(decoding: data, as: UTF8.self))")
        return try JSONSerialization.jsonObject(with: data) as? [String: Any] ?? [:]
    }

    /// The calls that did something to a session, and whether a living login ended by one.
    func touches() async throws -> (count: Int, destructive: Int) {
        let calls = try await control("GET", "/calls")["calls"] as? [[String: Any]] ?? []
        return (
            calls.count { $0["touches"] as? Bool == true }, calls.count { $0["destructive"] as? Bool == true }
        )
    }

    private static func send(_ request: URLRequest) async throws -> (data: Data, status: Int) {
        try await withCheckedThrowingContinuation { continuation in
            URLSession.shared.dataTask(with: request) { data, response, error in
                if let error { return continuation.resume(throwing: error) }
                continuation.resume(returning: (data ?? Data(), (response as? HTTPURLResponse)?.statusCode ?? 0))
            }.resume()
        }
    }
}
