import Basics
import Gateways
import JobQueue
import WallTime

/// Shows jobs as the contract has them, and hides what an asker may not see.
struct JobReader {
    let settings: DashboardSettings
    let knownKinds: Set<Name>

    /// One job, without payload and history.
    func json(_ job: JobRecord, isOperator: Bool) -> JSON {
        [
            "id": .integer(job.id.rawValue), "queue": .string(job.queue), "kind": .string(job.kind),
            "known": .bool(knownKinds.isEmpty || knownKinds.contains(Name(job.kind))),
            "state": .string(job.state.rawValue), "priority": .int(job.priority),
            "attempts": .int(job.attempts), "max_attempts": .int(job.maxAttempts), "crashes": .int(job.crashes),
            "created_at": .time(job.createdAt), "available_at": .time(job.availableAt),
            "leased_at": .time(job.leasedAt), "lease_expires_at": .time(job.leaseExpiresAt),
            "worker": .text(job.worker),
            "unique_key": .text(job.uniqueKey), "progress": Self.progress(job.progress),
            "payload_hidden": .bool(!isOperator), "failed_at": job.state == .failed ? .time(job.endedAt) : .null,
            "error": Self.error(job.errorType, job.errorMessage),
        ]
    }

    /// One job with its payload, for operators, and all its attempts.
    func detail(_ job: JobRecord, _ attempts: [AttemptRecord], isOperator: Bool) -> JSON {
        var result = json(job, isOperator: isOperator)
        if isOperator {
            let (shown, isHidden) = PayloadMask(fields: settings.hiddenFields).mask(job.payload)
            result = result.with("payload", shown).with("payload_hidden", .bool(isHidden))
        }
        return result.with("history", .array(attempts.map { Self.attempt($0, isOperator: isOperator) }))
    }

    private static func attempt(_ record: AttemptRecord, isOperator: Bool) -> JSON {
        [
            "attempt": .int(record.attempt), "worker": .text(record.worker),
            "started_at": .time(record.duration.map { record.finishedAt - $0 }),
            "finished_at": .time(record.finishedAt), "duration_ms": .int(record.duration?.wholeMilliseconds),
            "outcome": .string(record.outcome), "error": error(record.errorType, record.errorMessage),
            "output": isOperator ? .text(record.output) : .null,
        ]
    }

    private static func error(_ type: String?, _ message: String?) -> JSON {
        guard let type, let message else { return .null }
        return ["type": .string(type), "message": .string(message)]
    }

    /// A number from 0 to 1, written as such, as percent, or as an object with a `fraction`.
    private static func progress(_ text: String?) -> JSON {
        let value = JSON.stored(text)
        guard let number = value.double ?? value["fraction"].double ?? value["percent"].double.map({ $0 / 100 }),
            (0...1).contains(number)
        else { return .null }
        return .number(number)
    }
}
