import Foundation

/// The memory of a process on this machine.
enum ProcessMemory {
    /// The resident set in bytes, of this process unless another is named; `nil` where the system does not tell.
    static func resident(of process: Int? = nil) -> Int? {
        let name = process.map { String($0) } ?? "self"
        guard let data = FileManager.default.contents(atPath: "/proc/\(name)/statm") else { return nil }
        let fields = String(decoding: data, as: UTF8.self).split(separator: " ")
        guard fields.count > 1, let pages = Int(fields[1]) else { return nil }
        return pages * Int(sysconf(Int32(_SC_PAGESIZE)))
    }
}
