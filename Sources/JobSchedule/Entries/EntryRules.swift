import Foundation

/// What the parts of an entry must be like.
enum EntryRules {
    static let maximumNameLength = 100
    static let maximumKeyLength = 200
    static let maximumEnvironments = 20

    static func check(_ definition: EntryDefinition) throws(ScheduleError) {
        let name = definition.name
        guard isLabel(name, upTo: maximumNameLength) else {
            throw ScheduleError(
                .invalidEntry,
                "\(name.quotedForMessage) is no name for an entry; write 1–\(maximumNameLength) characters without control characters"
            )
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
            definition.environments.allSatisfy({ isLabel($0, upTo: maximumNameLength) })
        else {
            throw fail("its environments cannot be read; name at most \(maximumEnvironments), none of them empty")
        }
    }

    static func check(_ job: ScheduledJob) throws(ScheduleError) {
        func fail(_ problem: String) -> ScheduleError { ScheduleError(.invalidEntry, problem) }
        guard isLabel(job.queue, upTo: maximumKeyLength) else {
            throw fail("the queue \(job.queue.quotedForMessage) must have 1–200 characters, no control characters")
        }
        guard isLabel(job.kind, upTo: maximumKeyLength) else {
            throw fail("the kind \(job.kind.quotedForMessage) must have 1–200 characters, no control characters")
        }
        if let key = job.uniqueKey, !isLabel(key, upTo: maximumKeyLength) {
            throw fail("the unique key \(key.quotedForMessage) must have 1–200 characters, no control characters")
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

    private static func isLabel(_ text: String, upTo length: Int) -> Bool {
        // A character may be any number of bytes, so the bytes are looked at first.
        guard !text.isEmpty, text.utf8.count <= 4 * length, text.count <= length else { return false }
        return !text.unicodeScalars.contains { $0.value < 0x20 || (0x7F...0x9F).contains($0.value) }
    }

    /// Any JSON at all: decoding it checks the whole text, and nothing is kept.
    private struct AnyJSON: Decodable {
        init(from decoder: any Decoder) throws {}
    }
}
