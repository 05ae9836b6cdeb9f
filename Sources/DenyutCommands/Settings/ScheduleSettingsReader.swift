import Foundation
import Gateways
import JobQueue
import JobSchedule

/// Reads the entries of the schedule that stand in the settings file.
struct ScheduleSettingsReader {
    private static let keys = [
        "name", "cron", "every", "timezone", "kind", "payload", "payloadVersion", "queue", "priority", "uniqueKey",
        "delay", "startWithin", "attempts", "missed", "missedWindow", "withoutOverlapping", "environments",
    ]

    private let defaultSource: String
    private(set) var problems: [String] = []

    init(defaultSource: String) {
        self.defaultSource = defaultSource
    }

    mutating func read(_ section: JSON) -> [EntryDefinition] {
        guard !section.isNull else { return [] }
        guard let items = section.array else {
            problems.append("\(defaultSource): schedule must be a list: [ { … } ]")
            return []
        }
        return items.enumerated().compactMap { index, item in
            definition(item, place: "\(defaultSource): schedule[\(index)]")
        }
    }

    private mutating func definition(_ item: JSON, place: String) -> EntryDefinition? {
        problems += SettingsReader.unknownKeys(of: item, at: place, known: Self.keys)
        guard let name = item["name"].string, let kind = item["kind"].string else {
            problems.append("\(place): an entry needs a \"name\" and the \"kind\" of its job")
            return nil
        }
        let policy = member("missed", of: item, place, "skip, once or all", \.string) ?? "once"
        guard let missed = MissedSlots.Policy(rawValue: policy) else {
            problems.append("\(place): missed must be skip, once or all, not \"\(policy.prefix(40))\"")
            return nil
        }
        if !item["payload"].isNull, !item["payload"].isObject {
            problems.append("\(place): payload must be an object: { … }")
        }
        let job = NewJob(
            queue: text("queue", of: item, place) ?? "default", kind: kind,
            payload: item["payload"].isNull ? Data("{}".utf8) : Data(item["payload"].bytes),
            payloadVersion: count("payloadVersion", of: item, place) ?? 1,
            priority: member("priority", of: item, place, "a whole number", \.int) ?? 0,
            delay: span("delay", of: item, place), startWithin: span("startWithin", of: item, place),
            uniqueKey: text("uniqueKey", of: item, place), maxAttempts: count("attempts", of: item, place))
        return EntryDefinition(
            name: name, cron: text("cron", of: item, place), every: text("every", of: item, place),
            timezone: text("timezone", of: item, place), job: job,
            missed: MissedSlots(missed, within: span("missedWindow", of: item, place)),
            withoutOverlapping: member("withoutOverlapping", of: item, place, "true or false", \.bool) ?? false,
            environments: member("environments", of: item, place, "a list of names: [\"production\"]", Self.names) ?? []
        )
    }

    private static let longestSpan = 86_400.0 * 3650

    private mutating func text(_ name: String, of item: JSON, _ place: String) -> String? {
        member(name, of: item, place, "a text in quotes", \.string)
    }

    private mutating func count(_ name: String, of item: JSON, _ place: String) -> Int? {
        member(name, of: item, place, "a whole number from 1") { json in json.int.flatMap { $0 >= 1 ? $0 : nil } }
    }

    private mutating func span(_ name: String, of item: JSON, _ place: String) -> Duration? {
        member(
            name, of: item, place, "a number of seconds from 0 to \(Int(Self.longestSpan)), or a span such as \"5m\""
        ) { json in
            SpanText.seconds(json).flatMap {
                (0...Self.longestSpan).contains($0) ? .milliseconds(Int64($0 * 1000)) : nil
            }
        }
    }

    private static func names(_ json: JSON) -> [String]? {
        guard let items = json.array else { return nil }
        let names = items.compactMap(\.string)
        return names.count == items.count ? names : nil
    }

    /// What stands under a name; complains where something else stands there than should.
    private mutating func member<T>(
        _ name: String, of item: JSON, _ place: String, _ form: String, _ read: (JSON) -> T?
    ) -> T? {
        guard !item[name].isNull else { return nil }
        let value = read(item[name])
        if value == nil { problems.append("\(place): \(name) must be \(form)") }
        return value
    }
}
