import CSQLiteSupport
import Foundation
import WallTime

/// The socket at which one worker listens for rings. Used on one thread at a time, but for `wake`.
final class Bell: Sendable {
    private let socket: Int32
    private let path: String
    /// What comes through this pair ends a wait: the socket may have no name, or be full.
    private let waker: (sender: Int32, receiver: Int32)

    /// Hangs up a bell in the folder; where that cannot be done (the path is too long, the folder cannot be made) the bell
    /// stays silent and the worker polls.
    ///
    /// - Parameter pair: Makes the two ends that end a wait; tests have one that fails, as where no descriptors are left.
    init(folder: String, pair makePair: () -> [Int32] = { Bell.pair() }) {
        socket = denyut_bell_socket()
        let pair = makePair()
        waker = (pair[0], pair[1])
        path = "\(folder)/\(getpid())-\(String(UInt32.random(in: 0 ... .max), radix: 36)).bell"
        mkdir(folder, 0o700)
        // Where the folder is not to be trusted nobody rings.
        guard case .usable = BellFolder.find(folder) else { return }
        _ = UnixAddress.with(path: path) { address, length in Int(bind(socket, address, length)) }
    }

    deinit {
        unlink(path)
        for descriptor in [socket, waker.sender, waker.receiver] where descriptor >= 0 { close(descriptor) }
    }

    static func pair() -> [Int32] {
        var pair: [Int32] = [-1, -1]
        _ = denyut_bell_socket_pair(&pair)
        return pair
    }

    /// Whether `wake` ends a wait: not where there was no descriptor left for it.
    var canBeWoken: Bool { waker.receiver >= 0 }

    /// Waits for a ring, but no longer than that, and not after `wake`. Returns whether it rang.
    func wait(atMost limit: Duration) -> Bool {
        var descriptors = [socket, waker.receiver].map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
        let milliseconds = Int32(clamping: limit.wholeMilliseconds)
        guard poll(&descriptors, nfds_t(descriptors.count), max(milliseconds, 0)) > 0 else { return false }
        if descriptors[1].revents != 0 { empty(waker.receiver) }
        // However often it rang, the answer is one look.
        if descriptors[0].revents != 0 { empty(socket) }
        return descriptors[0].revents != 0
    }

    private func empty(_ socket: Int32) {
        var byte: UInt8 = 0
        while recv(socket, &byte, 1, Int32(MSG_DONTWAIT)) >= 0 {}
    }

    /// Ends the wait that is under way, or the next one. From any thread.
    func wake() {
        var byte: UInt8 = 1
        // A full one wakes as well.
        _ = send(waker.sender, &byte, 1, denyut_bell_send_flags())
    }
}
