import HTTPTypes
import Hummingbird
import NIOCore
import ServiceLifecycle
import WallTime

/// Turns requests into calls, and answers into responses.
struct SimulatorResponder: HTTPResponder {
    private static let bodyLimit = 4 * 1024 * 1024
    private static let hangLimit = Duration.minutes(10)

    let simulation: Simulation
    let control: ControlRoutes

    func respond(to request: Request, context: SimulatorContext) async throws -> Response {
        let body: ByteBuffer
        do {
            body = try await request.body.collect(upTo: Self.bodyLimit)
        } catch {
            return Self.response(.json(["error": "request entity too large"], status: 413))
        }
        var headers: [String: String] = [:]
        for field in request.headers { headers[field.name.canonicalName] = field.value }
        let call = GatewayCall(
            request.method.rawValue, request.uri.string, headers: headers, body: Array(body.readableBytesView),
            at: simulation.clock.now(), origin: "http://\(request.head.authority ?? "127.0.0.1")")
        if call.segments.first == "_sim" { return Self.response(control.answer(call)) }
        let answer = simulation.answer(call)
        if answer.delay > 0 { try await pause(.milliseconds(answer.delay * 1000)) }
        switch answer.delivery {
        case .normal: return Self.response(answer)
        case .dripping:
            var response = Self.response(answer)
            response.body = dripping(answer.bytes)
            return response
        case .never: try? await pause(Self.hangLimit)
        case .closed: break
        }
        try? await context.channel.close()
        throw CancellationError()
    }

    /// Waits, but not past the end of the server: it would wait for its open requests.
    private func pause(_ duration: Duration) async throws {
        try await cancelWhenGracefulShutdown { try await simulation.clock.sleep(for: duration) }
    }

    /// A body that comes a byte at a time.
    private func dripping(_ bytes: [UInt8]) -> ResponseBody {
        ResponseBody(contentLength: bytes.count) { writer in
            for byte in bytes {
                try await writer.write(ByteBuffer(bytes: [byte]))
                try await pause(.milliseconds(100))
            }
            try await writer.finish(nil)
        }
    }

    private static func response(_ answer: GatewayAnswer) -> Response {
        var headers = HTTPFields()
        for header in answer.headers {
            if let name = HTTPField.Name(header.name) { headers.append(HTTPField(name: name, value: header.value)) }
        }
        return Response(status: .init(code: answer.status), headers: headers, body: body(answer.body))
    }

    private static func body(_ body: GatewayAnswer.Body) -> ResponseBody {
        switch body {
        case .bytes(let bytes): return ResponseBody(byteBuffer: ByteBuffer(bytes: bytes))
        case .filler(let count):
            return ResponseBody(contentLength: count) { writer in
                let piece = ByteBuffer(repeating: UInt8(ascii: " "), count: 65_536)
                var rest = count
                while rest > 0 {
                    let part = min(rest, piece.readableBytes)
                    try await writer.write(piece.getSlice(at: 0, length: part) ?? piece)
                    rest -= part
                }
                try await writer.finish(nil)
            }
        }
    }
}
