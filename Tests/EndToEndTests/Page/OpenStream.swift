import Foundation

/// An event stream that is open and says nothing: a connection of its own.
final class OpenStream: Sendable {
    private let descriptor: Int32

    /// Connects and asks for all events.
    init(port: UInt16, token: String) throws {
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        let code = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard code == 0 else { throw BrowserError("no connection: \(String(cString: strerror(errno)))") }
        let request =
            "GET /api/v1/events?types=account,incident,queue,gateway,schedule,store HTTP/1.1\r\nHost: 127.0.0.1:\(port)\r\nAuthorization: Bearer \(token)\r\nAccept: text/event-stream\r\n\r\n"
        let bytes = Array(request.utf8)
        guard write(descriptor, bytes, bytes.count) == bytes.count else {
            throw BrowserError("the request was not sent")
        }
    }

    /// The beginning of the answer, once it is there.
    func beginning() -> String {
        var buffer = [UInt8](repeating: 0, count: 2048)
        let count = max(0, read(descriptor, &buffer, buffer.count))
        return String(decoding: buffer[..<count], as: UTF8.self)
    }

    deinit { close(descriptor) }
}
