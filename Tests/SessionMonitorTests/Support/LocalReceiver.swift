import NIOCore
import NIOPosix
import Synchronization

/// A server on this machine that takes notifications, and answers as the test says.
final class LocalReceiver: Sendable {
    enum Answer: Sendable {
        case status(Int, headers: [String: String] = [:], body: String = "ok")
        /// Takes the request and says nothing.
        case silence
    }

    /// One request as it came.
    struct Received: Sendable {
        var target: String
        /// By lower-case name.
        var headers: [String: String]
        var body: String
    }

    private struct State {
        var answers: [Answer]
        var requests: [Received] = []
        /// The requests that were answered with a status.
        var answered: [Int: [Received]] = [:]
    }

    private let state: Mutex<State>
    private let channel = Mutex<(any Channel)?>(nil)

    var requests: [Received] { state.withLock { $0.requests } }
    var url: String { "http://127.0.0.1:\(channel.withLock { $0?.localAddress?.port } ?? 0)" }

    private init(_ answers: [Answer]) {
        state = Mutex(State(answers: answers))
    }

    /// Runs a receiver while the body runs. The last answer is given again and again.
    static func with<Value>(_ answers: Answer..., body: (LocalReceiver) async throws -> Value) async throws -> Value {
        let receiver = LocalReceiver(answers.isEmpty ? [.status(200)] : answers)
        let channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .childChannelInitializer { $0.pipeline.addHandler(Handler(receiver: receiver)) }
            .bind(host: "127.0.0.1", port: 0).get()
        receiver.channel.withLock { $0 = channel }
        do {
            let value = try await body(receiver)
            try await channel.close()
            return value
        } catch {
            try await channel.close()
            throw error
        }
    }

    fileprivate func take(_ request: Received) -> Answer {
        state.withLock { state in
            state.requests.append(request)
            let answer = state.answers.count > 1 ? state.answers.removeFirst() : state.answers[0]
            if case .status(let status, _, _) = answer { state.answered[status, default: []].append(request) }
            return answer
        }
    }

    /// Gives these answers first.
    func script(_ answers: [Answer]) {
        state.withLock { $0.answers = answers + $0.answers }
    }

    /// The requests that were answered with a status, the first one first.
    func answered(_ status: Int) -> [Received] { state.withLock { $0.answered[status] ?? [] } }

    private final class Handler: ChannelInboundHandler, Sendable {
        typealias InboundIn = ByteBuffer
        typealias OutboundOut = ByteBuffer

        private let receiver: LocalReceiver
        private let read = Mutex("")

        init(receiver: LocalReceiver) {
            self.receiver = receiver
        }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            let text = String(buffer: unwrapInboundIn(data))
            let request = read.withLock { read -> Received? in
                read += text
                guard let request = Self.parse(read) else { return nil }
                read = ""
                return request
            }
            guard let request, case .status(let status, let headers, let body) = receiver.take(request) else { return }
            let lines = headers.map { "\($0.key): \($0.value)\r\n" }.joined()
            let answer = "HTTP/1.1 \(status) -\r\nContent-Length: \(body.utf8.count)\r\n\(lines)\r\n\(body)"
            context.writeAndFlush(wrapOutboundOut(ByteBuffer(string: answer)), promise: nil)
        }

        /// The request, once head and body are there.
        private static func parse(_ text: String) -> Received? {
            guard let end = text.firstRange(of: "\r\n\r\n") else { return nil }
            let lines = text[..<end.lowerBound].split(separator: "\r\n")
            var headers: [String: String] = [:]
            for line in lines.dropFirst() {
                let parts = line.split(separator: ":", maxSplits: 1)
                headers[parts[0].lowercased()] = parts.count > 1 ? String(parts[1].drop { $0 == " " }) : ""
            }
            let body = text[end.upperBound...]
            guard body.utf8.count >= Int(headers["content-length"] ?? "0") ?? 0 else { return nil }
            let target = lines.first?.split(separator: " ").dropFirst().first.map(String.init) ?? ""
            return Received(target: target, headers: headers, body: String(body))
        }
    }
}
