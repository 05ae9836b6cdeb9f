import Gateways
import NIOCore
import Testing
import WallTime

@testable import Dashboard

@Suite("Live events")
struct EventHubTests {
    private let now = Timestamp(milliseconds: 1000)

    private func take(_ count: Int, _ stream: AsyncStream<ByteBuffer>) async -> [String] {
        var texts: [String] = []
        for await text in stream {
            texts.append(String(buffer: text))
            if texts.count == count { break }
        }
        return texts
    }

    @Test("a stream begins with hello and gets what it asked for, with ids that go on")
    func order() async throws {
        let hub = EventHub(maximumStreams: 10, epoch: "e")
        let stream = try hub.open(types: [.queue], after: nil, now: now, version: "1")
        hub.publish(.account, [:])
        hub.publish(.queue, ["n": 1])
        hub.ping(now: now)
        let texts = await take(3, stream)
        #expect(texts[0].hasPrefix("event: hello\ndata: {"))
        #expect(texts[1] == "id: e-2\nevent: queue\ndata: {\"n\":1}\n\n")
        #expect(texts[2].hasPrefix("event: ping\n"))
    }

    @Test("who comes back is told what was missed, and nothing else")
    func replay() async throws {
        let hub = EventHub(maximumStreams: 10, epoch: "e")
        for n in 1...5 { hub.publish(.queue, ["n": .integer(Int64(n))]) }
        let texts = await take(3, try hub.open(types: [.queue], after: "e-3", now: now, version: "1"))
        #expect(texts[0].contains("\"resumed\":true"))
        #expect(texts[1].contains("\"n\":4"))
        #expect(texts[2].contains("\"n\":5"))
    }

    @Test(
        "an id that is too old, of another run or no id at all makes the page load anew",
        arguments: ["e-1", "x-9", "junk", "e-99"])
    func lost(id: String) async throws {
        let hub = EventHub(maximumStreams: 10, epoch: "e")
        for n in 1...1100 { hub.publish(.queue, ["n": .integer(Int64(n))]) }
        let id = id == "e-99" ? "e-99999" : id
        let texts = await take(1, try hub.open(types: [.queue], after: id, now: now, version: "1"))
        #expect(texts[0].contains("\"resumed\":false"))
    }

    @Test("a stream that does not read is ended and leaves its place, and the others go on")
    func deaf() async throws {
        let hub = EventHub(maximumStreams: 2, epoch: "e")
        let deaf = try hub.open(types: [.queue], after: nil, now: now, version: "1")
        let other = try hub.open(types: [.account], after: nil, now: now, version: "1")
        for n in 1...2000 { hub.publish(.queue, ["n": .integer(Int64(n))]) }
        #expect(hub.streamCount == 1)
        // What it was given before is all that it ever gets.
        var texts = 0
        for await _ in deaf { texts += 1 }
        #expect(texts < 1000)
        hub.publish(.account, ["here": true])
        #expect(await take(2, other).last?.contains("here") == true)
    }

    @Test("who comes while the data is stale is told so")
    func stale() async throws {
        let hub = EventHub(maximumStreams: 10, epoch: "e")
        hub.stale(["since_at": 5, "reason": "no_workers"])
        let texts = await take(2, try hub.open(types: [], after: nil, now: now, version: "1"))
        #expect(texts[1].contains("no_workers"))
    }
}
