import Foundation
import WallTime

/// The socket at which one worker listens for rings. Used on its own thread only, but for `wake`.
final class Bell: Sendable {
    private let socket: Int32
    private let path: String
    private let ownSocket: Int32

    /// Hangs up a bell in the folder; where that cannot be done (the path is too long, the folder cannot be made) the bell
    /// stays silent and the worker polls.
    init(folder: String) {
        let kind = Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_NONBLOCK.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
        socket = Foundation.socket(AF_UNIX, kind, 0)
        ownSocket = Foundation.socket(AF_UNIX, kind, 0)
        path = "\(folder)/\(getpid())-\(String(UInt32.random(in: 0 ... .max), radix: 36)).bell"
        try? FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        _ = UnixAddress.with(path: path) { address, length in Int(bind(socket, address, length)) }
    }

    deinit {
        unlink(path)
        close(socket)
        close(ownSocket)
    }

    /// Waits for a ring, but no longer than that. Returns whether it rang.
    func wait(atMost limit: Duration) -> Bool {
        var descriptor = pollfd(fd: socket, events: Int16(POLLIN), revents: 0)
        let milliseconds = Int32(clamping: limit.wholeMilliseconds)
        guard poll(&descriptor, 1, max(milliseconds, 0)) > 0 else { return false }
        var byte: UInt8 = 0
        // However often it rang, the answer is one look.
        while recv(socket, &byte, 1, Int32(MSG_DONTWAIT)) >= 0 {}
        return true
    }

    /// Ends a wait, from any thread.
    func wake() {
        var byte: UInt8 = 1
        _ = UnixAddress.with(path: path) { address, length in
            sendto(ownSocket, &byte, 1, Int32(MSG_DONTWAIT) | Int32(MSG_NOSIGNAL), address, length)
        }
    }
}
