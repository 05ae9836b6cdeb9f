/// From a job to the key that middleware counts or locks by.
struct JobKey: Sendable {
    private let make: @Sendable (ClaimedJob) throws -> String

    init(_ make: @escaping @Sendable (ClaimedJob) throws -> String) {
        self.make = make
    }

    init<J: Job>(_ type: J.Type, _ make: @escaping @Sendable (J) throws -> String) {
        self.make = { try make($0.decoded(as: J.self)) }
    }

    func text(of job: ClaimedJob) throws -> String {
        try make(job)
    }
}
