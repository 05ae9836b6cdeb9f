import Gateways
import HTTPTypes
import SessionMonitor

/// Results of messages that an app sent through its own code.
struct MessageEndpoints {
    private static let bodyLimit = 1 << 20
    private static let countLimit = 1000

    private let parts: API.Parts

    init(_ parts: API.Parts) { self.parts = parts }

    var all: [Endpoint] {
        [Endpoint(.post, "/messages", .token, bodyLimit: Self.bodyLimit) { try await record($0) }]
    }

    private func record(_ call: APICall) async throws -> APIAnswer {
        let type = call.headers[.contentType]?.split(separator: ";").first.map {
            $0.filter { !$0.isWhitespace }.lowercased()
        }
        var rejected: [JSON] = []
        var records: [MessageRecord] = []
        func take(_ index: Int, _ read: () throws -> MessageRecord?) {
            do {
                if let record = try read() { records.append(record) }
            } catch {
                let message = (error as? MonitorError)?.message ?? "It cannot be read."
                rejected.append(["index": .int(index), "message": .string(message)])
            }
        }
        switch type {
        case "application/x-ndjson":
            let lines = String(decoding: call.body, as: UTF8.self).split(whereSeparator: \.isNewline)
            try Self.check(lines.count)
            for (index, line) in lines.enumerated() { take(index) { try MessageLines.record(line, number: index + 1) } }
        case "application/json":
            let json: JSON
            do {
                json = try JSONParser.parse(call.body)
            } catch {
                throw APIError(.badRequest, "The body is not JSON that can be read (\(error)).")
            }
            let items = json.array ?? [json]
            try Self.check(items.count)
            for (index, item) in items.enumerated() { take(index) { try MessageRecord(item) } }
        default:
            throw APIError(.unsupportedType, "Send application/json or application/x-ndjson.")
        }
        let report = try await parts.services.monitor.record(records)
        if report.unknownSessions > 0 {
            let names = report.unknownExamples.joined(separator: ", ")
            rejected.append([
                "index": .int(-1),
                "message": .string(
                    "\(report.unknownSessions) messages are of sessions that no account has: \(names). Add them with: denyut account-add"
                ),
            ])
        }
        return .ok([
            "recorded": .int(report.added + report.updated), "unchanged": .int(report.unchanged),
            "rejected": .array(rejected),
        ])
    }

    private static func check(_ count: Int) throws {
        guard count <= countLimit else {
            throw APIError(.tooLarge, "Send \(countLimit) messages at most in one request.")
        }
    }
}
