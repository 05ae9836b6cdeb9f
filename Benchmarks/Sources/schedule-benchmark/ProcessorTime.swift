import Foundation

/// The processor time of this process.
enum ProcessorTime {
    /// How often something can be done per second of processor time, and the sum of what it yields, so that none of it can be
    /// left out.
    static func rate(of count: Int, _ work: (Int) -> Int64) -> (perSecond: Int, checksum: Int64) {
        let start = seconds
        var checksum: Int64 = 0
        for index in 0..<count { checksum &+= work(index) }
        return (Int(Double(count) / max(seconds - start, 1e-9)), checksum)
    }

    private static var seconds: Double {
        var time = timespec()
        clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }
}
