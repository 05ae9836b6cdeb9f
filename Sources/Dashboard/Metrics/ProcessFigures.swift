import Foundation

/// What the system knows of this process, in the units of Prometheus' own libraries.
///
/// Read from `/proc` (proc(5)); a figure that the system does not tell is nil.
struct ProcessFigures: Sendable, Equatable {
    /// Bytes.
    var resident: Int64?
    var virtual: Int64?
    /// Seconds of processor time, of the process and in the kernel for it.
    var processorTime: Double?
    /// Seconds since 1970.
    var startedAt: Double?
    var openFiles: Int?
    var openFilesLimit: Int64?

    /// Of this process, now.
    static func current() -> ProcessFigures {
        func text(_ path: String) -> String? {
            FileManager.default.contents(atPath: path).map { String(decoding: $0, as: UTF8.self) }
        }
        var figures = ProcessFigures(
            stat: text("/proc/self/stat") ?? "", bootTime: text("/proc/stat").flatMap(bootTime),
            ticksPerSecond: Double(sysconf(Int32(_SC_CLK_TCK))), pageSize: Int64(sysconf(Int32(_SC_PAGESIZE))))
        figures.openFiles = (try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd"))?.count
        var limit = rlimit()
        #if canImport(Darwin)
            let files = RLIMIT_NOFILE
        #else
            let files = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
        #endif
        if getrlimit(files, &limit) == 0 { figures.openFilesLimit = Int64(clamping: limit.rlim_cur) }
        return figures
    }

    /// Reads the fields of a process's `stat`. Its second field is the program's name in brackets and may hold blanks and brackets
    /// itself: fields are counted from the last bracket on.
    init(stat: String, bootTime: Double?, ticksPerSecond: Double, pageSize: Int64) {
        guard let bracket = stat.lastIndex(of: ")") else { return }
        // Field 3 of proc(5) is the first of these.
        let fields = stat[stat.index(after: bracket)...].split(whereSeparator: \.isWhitespace)
        func field(_ number: Int) -> Int64? {
            fields.indices.contains(number - 3) ? Int64(fields[number - 3]) : nil
        }
        if ticksPerSecond > 0 {
            if let user = field(14), let system = field(15) {
                processorTime = (Double(user) + Double(system)) / ticksPerSecond
            }
            if let bootTime, let started = field(22) { startedAt = bootTime + Double(started) / ticksPerSecond }
        }
        virtual = field(23)
        resident = field(24).flatMap { pages in
            let (bytes, isTooLarge) = pages.multipliedReportingOverflow(by: pageSize)
            return isTooLarge ? nil : bytes
        }
    }

    /// When the machine was started, in seconds since 1970, from `/proc/stat`.
    static func bootTime(_ stat: String) -> Double? {
        stat.split(separator: "\n").first { $0.hasPrefix("btime ") }.flatMap { Double($0.dropFirst(6)) }
    }
}
