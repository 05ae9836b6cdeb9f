import ArgumentParser
import Foundation
import JobQueue
import JobSchedule

/// What an entry is made of, as options of `schedule-add` and `schedule-edit`.
struct EntryOptions: ParsableArguments {
    @Option(help: ArgumentHelp("A cron expression, such as \"*/5 * * * *\".", valueName: "expr"))
    var cron: String?
    @Option(help: ArgumentHelp("Or a frequency in words, such as \"dailyAt:13:00 weekdays\".", valueName: "words"))
    var every: String?
    @Option(help: ArgumentHelp("The zone that the times are read in (default: the schedule's).", valueName: "zone"))
    var timezone: String?
    @Option(
        help: ArgumentHelp("The kind of job that each slot enqueues.", valueName: "kind"), completion: StoredNames.kinds
    )
    var kind: String?
    @Option(help: ArgumentHelp("The payload (default: {}).", valueName: "json"))
    var payload: String?
    @Option(help: ArgumentHelp("The queue (default: default).", valueName: "name"), completion: StoredNames.queues)
    var queue: String?
    @Option(help: ArgumentHelp("Lower goes first (default: 0).", valueName: "n"))
    var priority: Int?
    @Option(help: ArgumentHelp("Only if no live job has this key.", valueName: "key"))
    var uniqueKey: String?
    @Option(help: ArgumentHelp("From the slot until the job may start, such as 90s (default: 0).", valueName: "span"))
    var delay: String?
    @Option(
        help: ArgumentHelp("What becomes of missed slots: skip, once (default) or all.", valueName: "policy"),
        completion: .list(["skip", "once", "all"]), transform: EntryOptions.policy)
    var missed: MissedSlots.Policy?
    @Option(help: ArgumentHelp("A slot that is later than this does not fire, such as 30m.", valueName: "span"))
    var missedWindow: String?
    @Flag(inversion: .prefixedNo, help: "Enqueue nothing while the job of an earlier slot is live.")
    var withoutOverlapping: Bool?
    @Option(help: ArgumentHelp("Run in these environments only.", valueName: "a,b"))
    var environments: String?

    /// Whether anything is given.
    var isEmpty: Bool {
        let texts = [
            cron, every, timezone, kind, payload, queue, uniqueKey, delay, missedWindow, environments,
        ]
        return texts.allSatisfy { $0 == nil } && priority == nil && missed == nil && withoutOverlapping == nil
    }

    func validate() throws {
        guard cron == nil || every == nil else {
            throw ValidationError("--cron and --every both say when; keep one of them")
        }
        _ = try delay.map { try Self.span($0, "--delay") }
        _ = try missedWindow.map { try Self.span($0, "--missed-window") }
    }

    /// Changes what is given; an empty text takes away what need not be there.
    func apply(to definition: inout EntryDefinition) throws {
        if let cron { (definition.cron, definition.every) = (cron, nil) }
        if let every { (definition.cron, definition.every) = (nil, every) }
        if let timezone { definition.timezone = timezone.isEmpty ? nil : timezone }
        if let kind { definition.job.kind = kind }
        if let payload { definition.job.payload = Data(payload.utf8) }
        if let queue { definition.job.queue = queue }
        if let priority { definition.job.priority = priority }
        if let uniqueKey { definition.job.uniqueKey = uniqueKey.isEmpty ? nil : uniqueKey }
        if let delay { definition.job.delay = try Self.span(delay, "--delay") }
        if missed != nil || missedWindow != nil {
            // Another policy brings its own window along, unless one is given.
            let window =
                try missedWindow.map { try Self.span($0, "--missed-window") }
                ?? (missed == nil ? definition.missed.window : nil)
            definition.missed = MissedSlots(missed ?? definition.missed.policy, within: window)
        }
        if let withoutOverlapping { definition.withoutOverlapping = withoutOverlapping }
        if let environments {
            definition.environments = environments.split(separator: ",").map {
                String($0.drop(while: \.isWhitespace).reversed().drop(while: \.isWhitespace).reversed())
            }
        }
    }

    private static func policy(_ text: String) throws -> MissedSlots.Policy {
        guard let policy = MissedSlots.Policy(rawValue: text) else {
            throw ValidationError("--missed takes skip, once or all; \"\(text.prefix(40))\" is none")
        }
        return policy
    }

    /// A span of time; `nil` for none at all (0 or an empty text).
    private static func span(_ text: String, _ option: String) throws -> Duration? {
        text.isEmpty || text == "0" || text == "0s" ? nil : try SpanText.parse(text, option: option)
    }
}
