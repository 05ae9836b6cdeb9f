import JobQueue

/// The job of most tests: its name says what the handler is to do.
struct TestJob: Job, Equatable {
    static let kind = "Test"
    var name = "job"
}

struct TestError: Error, CustomStringConvertible {
    var description = "on purpose"
}
