import Foundation

/// What a process uses, as Linux tells it.
enum Figures {
    /// The resident set in bytes.
    static func memory(of process: pid_t) -> Int {
        let fields = text("/proc/\(process)/statm").split(separator: " ").compactMap { Int($0) }
        return fields.count > 1 ? fields[1] * Int(sysconf(Int32(_SC_PAGESIZE))) : 0
    }

    /// Seconds of a core since it began.
    static func processorTime(of process: pid_t) -> Double {
        // Its name stands in parentheses and may hold anything; what counts comes after.
        let fields = text("/proc/\(process)/stat").split(separator: ")").last?.split(separator: " ") ?? []
        let ticks = fields.count > 12 ? (Double(fields[11]) ?? 0) + (Double(fields[12]) ?? 0) : 0
        return ticks / Double(sysconf(Int32(_SC_CLK_TCK)))
    }

    private static func text(_ path: String) -> String {
        FileManager.default.contents(atPath: path).map { String(decoding: $0, as: UTF8.self) } ?? ""
    }
}
