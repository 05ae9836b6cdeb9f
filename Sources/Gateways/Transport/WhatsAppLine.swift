import NIOCore
import NIOPosix
import WallTime

/// A light look at WhatsApp's own hosts: whether one of them takes a TCP connection. Nothing is sent.
package struct WhatsAppLine: Sendable {
    /// Where phones and linked devices connect to, and where WhatsApp Web is.
    package static let hosts = ["g.whatsapp.net", "web.whatsapp.com"]

    private let hosts: [String]
    private let port: Int
    private let limit: Duration

    /// Makes a look.
    ///
    /// - Parameter limit: how long it may take in all, with the names looked up.
    package init(hosts: [String] = WhatsAppLine.hosts, port: Int = 443, limit: Duration = .seconds(3)) {
        self.hosts = hosts
        self.port = port
        self.limit = limit
    }

    /// Whether one of the hosts takes a connection within the limit.
    package func isReachable() async -> Bool {
        await withCheckedContinuation { continuation in
            let loop = MultiThreadedEventLoopGroup.singleton.next()
            let answer = loop.makePromise(of: Bool.self)
            // A name server that says nothing must not hold it up: the first answer counts, and the end of the time is one.
            let timer = loop.scheduleTask(in: .nanoseconds(limit.wholeNanoseconds)) { answer.succeed(false) }
            var attempts: [EventLoopFuture<Void>] = []
            for host in hosts {
                let attempt = ClientBootstrap(group: loop).connectTimeout(.nanoseconds(limit.wholeNanoseconds))
                    .connect(host: host, port: port).flatMap { channel in
                        answer.succeed(true)
                        return channel.close()
                    }
                attempts.append(attempt)
            }
            EventLoopFuture.whenAllComplete(attempts, on: loop).whenComplete { _ in answer.succeed(false) }
            answer.futureResult.whenComplete { result in
                timer.cancel()
                continuation.resume(returning: (try? result.get()) ?? false)
            }
        }
    }
}
