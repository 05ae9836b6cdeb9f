import Basics
import Foundation
import JobQueue
import WallTime

/// What the parts of an entry must be like.
enum EntryRules {
    static let maximumEnvironments = 20

    static func check(_ definition: EntryDefinition) throws(ScheduleError) {
        let name = definition.name
        if let problem = NameRule.label.problem(with: name) {
            throw ScheduleError(.invalidEntry, "the name of the entry \(name.quotedForMessage) \(problem)")
        }
        func fail(_ problem: String) -> ScheduleError {
            ScheduleError(.invalidEntry, "entry \(name.quotedForMessage): \(problem)")
        }
        do {
            try check(definition.job)
        } catch {
            throw fail(error.message)
        }
        guard definition.job.deadline == nil, definition.job.availableAt == nil, definition.job.batch == nil else {
            throw fail(
                "its job names one time or one batch for all slots; give lengths of time, with delay and startWithin")
        }
        if let window = definition.missed.window, window < .zero {
            throw fail("the window for missed slots is negative; write a length of time from 0")
        }
        guard definition.environments.count <= maximumEnvironments,
            definition.environments.allSatisfy({ NameRule.label.problem(with: $0) == nil })
        else {
            throw fail("its environments cannot be read; name at most \(maximumEnvironments), none of them empty")
        }
    }

    static func check(_ job: NewJob) throws(ScheduleError) {
        func fail(_ problem: String) -> ScheduleError { ScheduleError(.invalidEntry, problem) }
        for (what, name) in [("queue", job.queue), ("kind", job.kind)] {
            if let problem = NameRule.queue.problem(with: name) {
                throw fail("the \(what) \(name.quotedForMessage) \(problem)")
            }
        }
        if let key = job.uniqueKey, let problem = NameRule.key.problem(with: key) {
            throw fail("the unique key \(key.quotedForMessage) \(problem)")
        }
        for (what, time) in [("delay", job.delay), ("time to start within", job.startWithin)] {
            guard let time, time < .zero else { continue }
            throw fail("the \(what) is negative; write a length of time from 0")
        }
        let numbers: [(String, Int?)] = [
            ("version of the payload", job.payloadVersion), ("number of attempts", job.maxAttempts),
        ]
        for (what, number) in numbers {
            guard let number, number < 1 else { continue }
            throw fail("the \(what) is \(number); write a whole number from 1")
        }
        guard job.payload.count <= NewJob.maximumPayloadSize else {
            throw fail("the payload has \(job.payload.count) bytes, more than \(NewJob.maximumPayloadSize)")
        }
        guard (try? JSONDecoder().decode(AnyJSON.self, from: job.payload)) != nil else {
            throw fail("the payload is no JSON; write a value such as {\"account\": 7}")
        }
        for next in job.chain { try check(next) }
    }

    static func code(of error: any Error) -> ScheduleError.Code {
        (error as? ScheduleError)?.code ?? .invalidFrequency
    }

    /// Any JSON at all: decoding it checks the whole text, and nothing is kept.
    private struct AnyJSON: Decodable {
        init(from decoder: any Decoder) throws {}
    }
}
