import Hummingbird
import Logging
import NIOCore

@testable import GatewaySimulator

/// A receiver of webhooks that answers with given statuses in turn, the last one for ever.
actor WebhookReceiver {
    struct Delivery: Sendable {
        var headers: [String: String]
        var body: [UInt8]
    }

    nonisolated let url: String
    private var deliveries: [Delivery] = []
    private var waiting: [(count: Int, continuation: CheckedContinuation<[Delivery], Never>)] = []

    private init(url: String) {
        self.url = url
    }

    /// The first so many deliveries, as soon as they have come.
    func first(_ count: Int) async -> [Delivery] {
        if deliveries.count >= count { return Array(deliveries.prefix(count)) }
        return await withCheckedContinuation { waiting.append((count, $0)) }
    }

    private func take(_ delivery: Delivery) -> Int {
        deliveries.append(delivery)
        let ready = waiting.filter { $0.count <= deliveries.count }
        waiting.removeAll { $0.count <= deliveries.count }
        for waiter in ready { waiter.continuation.resume(returning: Array(deliveries.prefix(waiter.count))) }
        return deliveries.count
    }

    static func running(
        statuses: [Int], _ body: @Sendable (WebhookReceiver) async throws -> Void
    ) async throws {
        let (receivers, announced) = AsyncStream<WebhookReceiver>.makeStream()
        let router = Router()
        let box = ReceiverBox()
        router.post("hook") { request, _ -> HTTPResponse.Status in
            let content = try await request.body.collect(upTo: 1_000_000)
            var headers: [String: String] = [:]
            for field in request.headers { headers[field.name.canonicalName] = field.value }
            let delivery = Delivery(headers: headers, body: Array(content.readableBytesView))
            let number = await box.receiver?.take(delivery) ?? 1
            return .init(code: statuses[min(number, statuses.count) - 1])
        }
        let application = Application(
            router: router, configuration: .init(address: .hostname("127.0.0.1", port: 0)),
            onServerRunning: { channel in
                let receiver = WebhookReceiver(url: "http://127.0.0.1:\(channel.localAddress?.port ?? 0)/hook")
                await box.set(receiver)
                announced.yield(receiver)
            },
            logger: Logger(label: "receiver") { _ in SwiftLogNoOpLogHandler() })
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await application.run() }
            defer { group.cancelAll() }
            for await receiver in receivers {
                try await body(receiver)
                return
            }
        }
    }
}

private actor ReceiverBox {
    var receiver: WebhookReceiver?

    func set(_ receiver: WebhookReceiver) {
        self.receiver = receiver
    }
}
