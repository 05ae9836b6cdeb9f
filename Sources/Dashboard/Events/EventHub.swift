import Gateways
import NIOCore
import Synchronization
import WallTime

/// Hands each event to every stream that wants it, and keeps the newest for those that come back.
///
/// An event is written once, however many streams there are: they share its bytes. A stream that does not read is ended
/// when its small buffer is full; its browser comes back and is told what it missed.
final class EventHub: Sendable {
    private struct Stream {
        let types: Set<EventType>
        let continuation: AsyncStream<ByteBuffer>.Continuation
    }

    private struct Kept {
        let number: Int
        let type: EventType
        let text: ByteBuffer
    }

    private struct State {
        var streams: [Int: Stream] = [:]
        var nextStream = 0
        var ring: [Kept] = []
        var number = 0
        var epoch: String
        /// The newest `stale`, for those who come while it lasts.
        var stale: ByteBuffer?
    }

    /// So many events are kept, and no more bytes than that.
    private static let ringLimit = 1000
    private static let ringBytes = 8 << 20
    private static let bufferLimit = 128
    /// The contract's limit for the data of one event.
    static let dataLimit = 256 << 10

    private let state: Mutex<State>
    private let maximumStreams: Int

    /// - Parameter epoch: tells the events of one run of the server from those of another.
    init(maximumStreams: Int, epoch: String) {
        self.maximumStreams = maximumStreams
        state = Mutex(State(epoch: epoch))
    }

    var streamCount: Int { state.withLock { $0.streams.count } }

    /// What any of the streams wants.
    var wanted: Set<EventType> {
        state.withLock { $0.streams.values.reduce(into: []) { $0.formUnion($1.types) } }
    }

    // MARK: Streams

    /// Opens a stream: it begins with `hello` and what was missed since an id.
    ///
    /// - Throws: `APIError.tooMany`.
    func open(types: Set<EventType>, after id: String?, now: Timestamp, version: String) throws -> AsyncStream<
        ByteBuffer
    > {
        let (stream, continuation) = AsyncStream<ByteBuffer>.makeStream(
            bufferingPolicy: .bufferingOldest(Self.ringLimit + Self.bufferLimit))
        try state.withLock { state in
            guard state.streams.count < maximumStreams else {
                throw APIError(.tooMany, "Too many event streams are open. Close some pages.", retryAfter: 30_000)
            }
            let missed = id.flatMap { Self.missed(state, after: $0) }
            let hello: JSON = [
                "at": .time(now), "version": .string(version), "resumed": .bool(missed != nil),
            ]
            continuation.yield(Self.text("hello", hello, id: nil))
            for event in missed ?? [] where types.contains(event.type) { continuation.yield(event.text) }
            if let stale = state.stale { continuation.yield(stale) }
            let number = state.nextStream
            state.nextStream += 1
            state.streams[number] = Stream(types: types, continuation: continuation)
            continuation.onTermination = { [weak self] _ in
                _ = self?.state.withLock { $0.streams.removeValue(forKey: number) }
            }
        }
        return stream
    }

    /// The events after an id; nil where they are not all kept any more.
    private static func missed(_ state: State, after id: String) -> ArraySlice<Kept>? {
        let parts = id.split(separator: "-")
        guard parts.count == 2, parts[0] == state.epoch, let number = Int(parts[1]), number <= state.number,
            number >= (state.ring.first?.number ?? state.number + 1) - 1
        else { return nil }
        return state.ring[(state.ring.firstIndex { $0.number > number } ?? state.ring.endIndex)...]
    }

    /// Ends all streams.
    func close() {
        let streams = state.withLock { state in
            defer { state.streams = [:] }
            return Array(state.streams.values)
        }
        for stream in streams { stream.continuation.finish() }
    }

    // MARK: Events

    /// Sends an event to all who want it, and keeps it.
    func publish(_ type: EventType, _ data: JSON) {
        send { state in
            state.number += 1
            let text = Self.text(type.rawValue, data, id: "\(state.epoch)-\(state.number)")
            state.ring.append(Kept(number: state.number, type: type, text: text))
            var bytes = state.ring.reduce(0) { $0 + $1.text.readableBytes }
            while state.ring.count > Self.ringLimit || (bytes > Self.ringBytes && state.ring.count > 1) {
                bytes -= state.ring.removeFirst().text.readableBytes
            }
            return (text, type)
        }
    }

    /// Sends what is not kept to everybody.
    func ping(now: Timestamp) {
        send { _ in (Self.text("ping", ["at": .time(now)], id: nil), nil) }
    }

    /// Tells everybody that what they see is old, or (nil) that it is not any more.
    func stale(_ data: JSON?) {
        send { state in
            let text = Self.text("stale", data ?? ["since_at": .null], id: nil)
            state.stale = data == nil ? nil : text
            return (text, nil)
        }
    }

    private func send(_ make: (inout State) -> (ByteBuffer, EventType?)) {
        let full = state.withLock { state -> [AsyncStream<ByteBuffer>.Continuation] in
            let (text, type) = make(&state)
            var full: [Int] = []
            for (number, stream) in state.streams where type.map(stream.types.contains) ?? true {
                if case .enqueued(let remaining) = stream.continuation.yield(text), remaining > Self.ringLimit / 2 {
                    continue
                }
                full.append(number)
            }
            return full.compactMap { state.streams.removeValue(forKey: $0)?.continuation }
        }
        // Outside the lock: finishing calls back.
        for continuation in full { continuation.finish() }
    }

    private static func text(_ type: String, _ data: JSON, id: String?) -> ByteBuffer {
        var buffer = ByteBuffer()
        if let id { buffer.writeString("id: \(id)\n") }
        // The bytes of our JSON hold no line end: one line is all of it.
        buffer.writeString("event: \(type)\ndata: ")
        buffer.writeBytes(data.bytes)
        buffer.writeString("\n\n")
        return buffer
    }
}
