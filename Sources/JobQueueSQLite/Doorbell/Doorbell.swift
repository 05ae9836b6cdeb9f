import CSQLiteSupport
import Foundation
import Synchronization

/// Wakes the workers of one database, in whatever process they are.
///
/// Each worker listens on a datagram socket in a folder beside the database; who has committed work sends each of them a
/// byte. Nothing depends on it: a ring that is lost costs one slow poll.
final class Doorbell: Sendable {
    private struct State {
        var folderTime = timespec()
        /// Whether the folder had been left alone for a while when it was read.
        var isSettled = false
        var bells: [String] = []
        /// Whether the folder is this user's, so that things in it may be taken away.
        var isOurs = false
        var socket: Int32 = -1
    }

    /// The folder with the sockets of the workers.
    let folder: String
    private let state = Mutex(State())

    init(databasePath: String) {
        folder = BellFolder.path(ofDatabase: databasePath)
    }

    deinit {
        let socket = state.withLock { $0.socket }
        if socket >= 0 { close(socket) }
    }

    /// Rings at every worker. Never waits, never fails: a bell that nobody listens to any more is taken away.
    func ring() {
        state.withLock { state in
            refresh(&state)
            guard !state.bells.isEmpty else { return }
            if state.socket < 0 {
                state.socket = denyut_bell_socket()
            }
            for bell in state.bells {
                var byte: UInt8 = 1
                let sent = UnixAddress.with(path: bell) { address, length in
                    sendto(state.socket, &byte, 1, denyut_bell_send_flags(), address, length)
                }
                // A full inbox will be read anyway; only a socket whose owner died is refused.
                if sent == -1, errno == ECONNREFUSED, state.isOurs, Self.isSocket(bell) { unlink(bell) }
            }
        }
    }

    /// Reads the folder anew where it has changed since.
    private func refresh(_ state: inout State) {
        guard case .usable(let modified, let isOurs) = BellFolder.find(folder) else {
            state.bells = []
            state.isSettled = false
            return
        }
        state.isOurs = isOurs
        if state.isSettled, modified.tv_sec == state.folderTime.tv_sec, modified.tv_nsec == state.folderTime.tv_nsec {
            return
        }
        state.folderTime = modified
        // Two changes within one tick of the kernel's clock leave the same time: a folder that has just changed is read
        // again at the next ring.
        state.isSettled = time(nil) - modified.tv_sec >= 2
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        state.bells = names.filter { $0.hasSuffix(".bell") }.map { folder + "/" + $0 }
    }

    private static func isSocket(_ path: String) -> Bool {
        var info = stat()
        return lstat(path, &info) == 0 && info.st_mode & S_IFMT == S_IFSOCK
    }
}
