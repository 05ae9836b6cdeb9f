import AsyncHTTPClient
import NIOCore
import NIOHTTP1
import WallTime

/// Posts the news to the webhook's receiver, with the tries and the signature of the gateway's kind.
struct WebhookSender {
    private static let inFlight = 64

    let simulation: Simulation
    let client: HTTPClient

    /// Sends until the simulation ends or the task is cancelled.
    func run() async {
        await withDiscardingTaskGroup { group in
            var running = 0
            let (done, finished) = AsyncStream<Void>.makeStream()
            var turns = done.makeAsyncIterator()
            for await outgoing in simulation.outgoing {
                // The news is worded here and not under the lock: a picture of a QR code takes a while.
                for event in simulation.dialect.webhooks(for: outgoing.notice) {
                    if running == Self.inFlight {
                        _ = await turns.next()
                    } else {
                        running += 1
                    }
                    group.addTask {
                        await deliver(event, outgoing)
                        finished.yield()
                    }
                }
            }
        }
    }

    private func deliver(_ event: WebhookEvent, _ outgoing: OutgoingNotice) async {
        do {
            if outgoing.delay > 0 { try await simulation.clock.sleep(for: .milliseconds(outgoing.delay * 1000)) }
            var attempt = 1
            while true {
                let outcome = await post(event, to: outgoing.target, attempt: attempt)
                let delay =
                    outcome == .delivered
                    ? nil : simulation.dialect.webhookRetryDelay(after: attempt, outcome: outcome)
                simulation.count(outcome, isLast: delay == nil)
                guard let delay else { return }
                try await simulation.clock.sleep(for: .milliseconds(delay * 1000 / simulation.speed))
                attempt += 1
            }
        } catch {
            // Cancelled: the gateway goes down, and takes its undelivered webhooks with it as the real ones do.
        }
    }

    private func post(_ event: WebhookEvent, to target: WebhookTarget, attempt: Int) async -> WebhookOutcome {
        var request = HTTPClientRequest(url: target.url)
        request.method = .POST
        request.headers.add(name: "Content-Type", value: "application/json")
        let headers = simulation.dialect.webhookHeaders(
            event, secret: target.secret, attempt: attempt, at: simulation.clock.now())
        for header in headers { request.headers.add(name: header.name, value: header.value) }
        request.body = .bytes(ByteBuffer(bytes: event.body))
        do {
            let response = try await client.execute(request, timeout: .seconds(10))
            _ = try await response.body.collect(upTo: 65_536)
            return (200..<300).contains(response.status.code)
                ? .delivered : .refused(status: Int(response.status.code))
        } catch {
            return .unreachable
        }
    }
}
