import HTTPTypes
import Hummingbird
import NIOCore
import ServiceLifecycle

/// Live changes, as server-sent events (https://html.spec.whatwg.org/multipage/server-sent-events.html).
struct EventEndpoints {
    private static let lastEventID = HTTPField.Name("Last-Event-ID")

    private let parts: API.Parts

    init(_ parts: API.Parts) { self.parts = parts }

    var all: [Endpoint] {
        [Endpoint(.get, "/events", .viewer) { try events($0) }]
    }

    private func events(_ call: APICall) throws -> APIAnswer {
        let names = try call.choices("types", EventType.allCases.map(\.rawValue))
        let types = names.map { Set($0.compactMap(EventType.init)) } ?? Set(EventType.allCases)
        let last = try Self.lastEventID.flatMap { call.headers[$0] } ?? call.text("after", limit: 64)
        let stream = try parts.live.hub.open(
            types: types, after: last.map { String($0.prefix(64)) }, now: call.now, version: parts.services.version)
        parts.live.look()
        let body = ResponseBody { writer in
            // The stream ends with the server, or it would wait for its readers.
            let stream = stream.cancelOnGracefulShutdown()
            for await text in stream { try await writer.write(text) }
            try await writer.finish(nil)
        }
        var answer = APIAnswer(status: 200, body: .stream(body, contentType: "text/event-stream; charset=utf-8"))
        // A proxy must pass each event on at once.
        if let name = HTTPField.Name("X-Accel-Buffering") { answer.headers[name] = "no" }
        return answer
    }
}
