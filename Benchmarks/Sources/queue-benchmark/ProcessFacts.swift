import Foundation

/// What Linux tells of a process.
struct ProcessFacts {
    let processID: Int32

    /// Resident memory now, in bytes; 0 where the process is gone.
    var residentMemory: Int { memory("VmRSS:") }
    /// The most it ever had, in bytes.
    var peakMemory: Int { memory("VmHWM:") }

    /// Time on a processor, in nanoseconds, over all threads that live: https://docs.kernel.org/scheduler/sched-stats.html
    var processorTime: Int64 {
        let folder = "/proc/\(processID)/task"
        let tasks = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        return tasks.reduce(0) { sum, task in
            let text = (try? String(contentsOfFile: "\(folder)/\(task)/schedstat", encoding: .utf8)) ?? ""
            return sum + (text.split(separator: " ").first.flatMap { Int64($0) } ?? 0)
        }
    }

    private func memory(_ field: String) -> Int {
        let text = (try? String(contentsOfFile: "/proc/\(processID)/status", encoding: .utf8)) ?? ""
        for line in text.split(separator: "\n") where line.hasPrefix(field) {
            return (line.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0) * 1024
        }
        return 0
    }
}
