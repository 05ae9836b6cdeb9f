import Basics
import Foundation

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
        if let window = definition.missed.window, window < .zero {
            throw fail("the window for missed slots is negative; write a length of time from 0")
        }
        guard definition.environments.count <= maximumEnvironments,
            definition.environments.allSatisfy({ NameRule.label.problem(with: $0) == nil })
        else {
            throw fail("its environments cannot be read; name at most \(maximumEnvironments), none of them empty")
        }
    }

    static func check(_ job: ScheduledJob) throws(ScheduleError) {
        func fail(_ problem: String) -> ScheduleError { ScheduleError(.invalidEntry, problem) }
        for (what, name) in [("queue", job.queue), ("kind", job.kind)] {
            if let problem = NameRule.queue.problem(with: name) {
                throw fail("the \(what) \(name.quotedForMessage) \(problem)")
            }
        }
        if let key = job.uniqueKey, let problem = NameRule.key.problem(with: key) {
            throw fail("the unique key \(key.quotedForMessage) \(problem)")
        }
        guard job.delay >= .zero else {
            throw fail("the delay is negative; write a length of time from 0")
        }
        guard job.payload.utf8.count <= ScheduledJob.maximumPayloadSize else {
            throw fail("the payload has \(job.payload.utf8.count) bytes, more than \(ScheduledJob.maximumPayloadSize)")
        }
        guard (try? JSONDecoder().decode(AnyJSON.self, from: Data(job.payload.utf8))) != nil else {
            throw fail("the payload is no JSON; write a value such as {\"account\": 7}")
        }
    }

    static func code(of error: any Error) -> ScheduleError.Code {
        (error as? ScheduleError)?.code ?? .invalidFrequency
    }

    /// Any JSON at all: decoding it checks the whole text, and nothing is kept.
    private struct AnyJSON: Decodable {
        init(from decoder: any Decoder) throws {}
    }
}
