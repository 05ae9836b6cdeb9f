import Gateways
import JobSchedule

/// Reads the entries of the schedule that stand in the settings file.
struct ScheduleSettingsReader {
    private static let keys = [
        "name", "cron", "every", "timezone", "kind", "payload", "queue", "priority", "uniqueKey", "missed",
        "missedWindow", "withoutOverlapping", "environments",
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
        let policy = item["missed"].string ?? "once"
        guard let missed = MissedSlots.Policy(rawValue: policy) else {
            problems.append("\(place): missed must be skip, once or all, not \"\(policy.prefix(40))\"")
            return nil
        }
        if !item["payload"].isNull, !item["payload"].isObject {
            problems.append("\(place): payload must be an object: { … }")
        }
        let job = ScheduledJob(
            queue: item["queue"].string ?? "default", kind: kind,
            payload: item["payload"].isNull ? "{}" : String(decoding: item["payload"].bytes, as: UTF8.self),
            priority: item["priority"].int ?? 0,
            uniqueKey: item["uniqueKey"].string)
        return EntryDefinition(
            name: name, cron: item["cron"].string, every: item["every"].string, timezone: item["timezone"].string,
            job: job,
            missed: MissedSlots(missed, within: item["missedWindow"].double.map { .milliseconds(Int64($0 * 1000)) }),
            withoutOverlapping: item["withoutOverlapping"].bool ?? false,
            environments: (item["environments"].array ?? []).compactMap(\.string))
    }
}
