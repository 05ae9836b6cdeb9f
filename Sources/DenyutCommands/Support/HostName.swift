import Foundation

/// The name of this host, as it knows itself.
enum HostName {
    /// Asks the system only; Foundation would ask the network for a longer name, and wait for it.
    static let current: String = {
        var bytes = [CChar](repeating: 0, count: 256)
        guard gethostname(&bytes, bytes.count - 1) == 0 else { return "unknown" }
        return String(decoding: bytes.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    }()
}
