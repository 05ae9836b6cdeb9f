import NIOCore
import Synchronization

/// Files that were compressed already, by their tag.
final class CompressedFiles: Sendable {
    private let files = Mutex<[String: ByteBuffer]>([:])

    /// The file compressed; two that ask at once may both do the work.
    func file(_ tag: String, _ plain: ByteBuffer) -> ByteBuffer {
        if let known = files.withLock({ $0[tag] }) { return known }
        let file = ByteBuffer(bytes: Gzip.compress(Array(plain.readableBytesView)))
        files.withLock { $0[tag] = file }
        return file
    }
}
