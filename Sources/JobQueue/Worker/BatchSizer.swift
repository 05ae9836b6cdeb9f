/// How many jobs a worker should hold beyond those that run: hundreds of short ones, none of long ones, so that a job never
/// waits in one worker's buffer while another worker idles.
struct BatchSizer: Equatable {
    /// A buffer should be worked off within this time, in milliseconds.
    static let horizon = 25.0
    /// The weight of the newest run time in the average.
    private static let weight = 0.1

    private let concurrency: Int
    private let maximum: Int
    /// The running average of run times, in milliseconds. Begins as if jobs were long.
    private(set) var averageRunTime = BatchSizer.horizon

    init(concurrency: Int, maximum: Int) {
        self.concurrency = concurrency
        self.maximum = maximum
    }

    /// Jobs to hold beyond those that run.
    var prefetch: Int {
        guard averageRunTime < Self.horizon else { return 0 }
        let count = Double(concurrency) * (Self.horizon / max(averageRunTime, 0.001) - 1)
        return min(maximum, Int(min(count, Double(maximum))))
    }

    /// Takes the run time of a finished job into account, in milliseconds.
    mutating func record(runTime: Int64) {
        averageRunTime += (Double(max(runTime, 0)) - averageRunTime) * Self.weight
    }

    /// Assumes long jobs again, because the buffer did not move.
    mutating func stalled() {
        averageRunTime = max(averageRunTime, Self.horizon)
    }
}
