import Foundation
import Synchronization

/// An HTTP server on this machine that behaves as the test says, good or bad.
final class StubServer: Sendable {
    enum Manner: Sendable {
        /// Answers with this status, and `Location` if one is given.
        case answer(Int, location: String? = nil)
        /// Takes the request and never answers.
        case silence
        /// Sends a head that never ends, byte by byte.
        case drip
    }

    private struct CannotListen: Error {}

    let port: UInt16
    private let socket: Int32
    private let manner: Manner
    private let received = Mutex<[String]>([])
    private let isOver = Atomic(false)

    /// The heads of the requests so far.
    var requests: [String] { received.withLock { $0 } }

    init(_ manner: Manner) throws {
        self.manner = manner
        socket = Foundation.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let descriptor = socket
        let isListening = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                bind(descriptor, address, size) == 0 && listen(descriptor, 16) == 0
                    && getsockname(descriptor, address, &size) == 0
            }
        }
        guard isListening else { throw CannotListen() }
        port = UInt16(bigEndian: address.sin_port)
        Thread.detachNewThread { [self] in serve() }
    }

    /// Ends what it is doing; connections that are open are closed.
    func stop() {
        isOver.store(true, ordering: .relaxed)
        shutdown(socket, Int32(SHUT_RDWR))
    }

    private func serve() {
        while !isOver.load(ordering: .relaxed) {
            let connection = accept(socket, nil, nil)
            guard connection >= 0 else { continue }
            Thread.detachNewThread { [self] in
                answer(connection)
                close(connection)
            }
        }
        close(socket)
    }

    private func answer(_ connection: Int32) {
        var head: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 4096)
        while !head.suffix(4).elementsEqual([13, 10, 13, 10]) {
            let count = read(connection, &buffer, buffer.count)
            guard count > 0 else { return }
            head += buffer[..<count]
        }
        received.withLock { $0.append(String(decoding: head, as: UTF8.self)) }
        switch manner {
        case .answer(let status, let location):
            let line = location.map { "location: \($0)\r\n" } ?? ""
            send("HTTP/1.1 \(status) Stub\r\n\(line)content-length: 0\r\nconnection: close\r\n\r\n", connection)
        case .silence:
            while !isOver.load(ordering: .relaxed) { usleep(10_000) }
        case .drip:
            guard send("HTTP/1.1 200 OK\r\nx-drip: ", connection) else { return }
            while !isOver.load(ordering: .relaxed), send("a", connection) { usleep(10_000) }
        }
    }

    @discardableResult
    private func send(_ text: String, _ connection: Int32) -> Bool {
        let bytes = Array(text.utf8)
        return Foundation.send(connection, bytes, bytes.count, Int32(MSG_NOSIGNAL)) == bytes.count
    }
}
