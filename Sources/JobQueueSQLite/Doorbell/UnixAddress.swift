import Foundation

/// The address of a socket in the file system.
enum UnixAddress {
    /// Calls the closure with the address of a path; `nil` where the path is longer than the system takes (107 bytes).
    static func with(path: String, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Int) -> Int? {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        let bytes = Array(path.utf8)
        guard bytes.count < MemoryLayout.size(ofValue: address.sun_path) else { return nil }
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: bytes) }
        return withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                body($0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
    }
}
