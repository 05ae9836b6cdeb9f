import NIOCore
import NIOPosix
import NIOSSL
import Synchronization

/// A server on this machine that answers with given bytes: broken, endless, or nothing at all.
final class RawServer: Sendable {
    /// What to do once the head of a request has arrived.
    enum Behaviour: Sendable {
        /// Send these bytes, then keep the connection open.
        case answer(String)
        /// Send these bytes, then close.
        case answerAndClose(String)
        /// Send the head, then that many bytes of body, without ever saying how many there will be.
        case flood(bytes: Int)
        /// Open a tunnel where one is asked for, as a proxy does, and send these bytes to what comes through it.
        case proxy(String)
        /// Send the head, then so many bytes of body, one each so often.
        case drip(bytes: Int, every: TimeAmount)
        /// Say nothing.
        case hang
        /// Close at once.
        case close
    }

    let channel: any Channel
    private let handled: Requests

    /// The requests that came, and the number of connections.
    final class Requests: Sendable {
        let heads = Mutex<[String]>([])
        let connections = Mutex(0)
    }

    var heads: [String] { handled.heads.withLock { $0 } }
    var connections: Int { handled.connections.withLock { $0 } }
    var port: Int { channel.localAddress?.port ?? 0 }

    private init(channel: any Channel, handled: Requests) {
        self.channel = channel
        self.handled = handled
    }

    /// Starts a server, hands it to the body, and stops it.
    static func with<Value>(
        _ behaviour: Behaviour, socket: String? = nil, tls: NIOSSLContext? = nil,
        _ body: (RawServer) async throws -> Value
    ) async throws -> Value {
        let handled = Requests()
        let bootstrap = ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .childChannelInitializer { channel in
                handled.connections.withLock { $0 += 1 }
                return channel.eventLoop.makeCompletedFuture {
                    if let tls { try channel.pipeline.syncOperations.addHandler(NIOSSLServerHandler(context: tls)) }
                    try channel.pipeline.syncOperations.addHandler(Handler(behaviour: behaviour, handled: handled))
                }
            }
        let channel =
            if let socket {
                try await bootstrap.bind(unixDomainSocketPath: socket, cleanupExistingSocketFile: true).get()
            } else {
                try await bootstrap.bind(host: "127.0.0.1", port: 0).get()
            }
        let server = RawServer(channel: channel, handled: handled)
        do {
            let value = try await body(server)
            try await channel.close()
            return value
        } catch {
            try await channel.close()
            throw error
        }
    }

    private final class Handler: ChannelInboundHandler, Sendable {
        typealias InboundIn = ByteBuffer
        typealias OutboundOut = ByteBuffer

        let behaviour: Behaviour
        let handled: Requests
        let received = Mutex("")

        init(behaviour: Behaviour, handled: Requests) {
            self.behaviour = behaviour
            self.handled = handled
        }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            let text = String(buffer: unwrapInboundIn(data))
            let head = received.withLock { received -> String? in
                received += text
                guard Self.isComplete(received) else { return nil }
                defer { received = "" }
                return received
            }
            guard let head else { return }
            handled.heads.withLock { $0.append(head) }
            switch behaviour {
            case .answer(let text): write(text, context)
            case .answerAndClose(let text):
                write(text, context)
                context.close(promise: nil)
            case .flood(let bytes):
                write("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n", context)
                let piece = String(repeating: " ", count: 65536)
                for _ in 0..<(bytes / 65536) { write(piece, context) }
            case .proxy(let text): write(head.hasPrefix("CONNECT ") ? "HTTP/1.1 200 OK\r\n\r\n" : text, context)
            case .drip(let bytes, let interval):
                write("HTTP/1.1 200 OK\r\nContent-Length: \(bytes)\r\n\r\n", context)
                let channel = context.channel
                channel.eventLoop.scheduleRepeatedTask(initialDelay: interval, delay: interval) { task in
                    guard channel.isActive else { return task.cancel() }
                    channel.writeAndFlush(ByteBuffer(string: " "), promise: nil)
                }
            case .hang: break
            case .close: context.close(promise: nil)
            }
        }

        /// Whether head and body are there.
        private static func isComplete(_ request: String) -> Bool {
            // The first byte of a TLS handshake: a server without TLS takes it for a request, too.
            if request.hasPrefix("\u{16}") { return true }
            guard let end = request.firstRange(of: "\r\n\r\n") else { return false }
            let field = request[..<end.lowerBound].split(separator: "\r\n").first {
                $0.lowercased().hasPrefix("content-length:")
            }
            let length = field.flatMap { Int($0.split(separator: " ").last ?? "") } ?? 0
            return request[end.upperBound...].utf8.count >= length
        }

        private func write(_ text: String, _ context: ChannelHandlerContext) {
            context.writeAndFlush(wrapOutboundOut(ByteBuffer(string: text)), promise: nil)
        }
    }
}
