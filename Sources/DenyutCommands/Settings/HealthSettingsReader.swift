import Basics
import Gateways
import SessionHealth

/// Reads what stands under `health`, and the variables that set parts of it.
struct HealthSettingsReader {
    /// The variables, the settings they set, and how many seconds one of their units has.
    private static let variables: [(name: String, setting: String, factor: Double)] = [
        ("WHATSAPP_HEALTH_CHECK_INTERVAL", "checkInterval", 60),
        ("WHATSAPP_AUTO_RECONNECT_ENABLED", "autoReconnect", 1),
        ("WHATSAPP_AUTO_RECONNECT_THRESHOLD", "reconnectThreshold", 1),
        ("WHATSAPP_MAX_IDLE_MINUTES", "maxIdle", 60),
        ("WHATSAPP_MAX_FAILED_MESSAGES", "maxFailedMessages", 1),
        ("WHATSAPP_MAX_NO_MESSAGES_HOURS", "noMessages", 3600),
    ]

    private let environment: [String: String]
    private(set) var problems: [String] = []
    private(set) var inForce: [SettingInForce] = []

    init(environment: [String: String]) {
        self.environment = environment
    }

    mutating func read(_ section: JSON, source: SettingSource) -> HealthSettings {
        var settings = HealthSettings()
        var sources: [String: SettingSource] = [:]
        for (name, value) in flatten(section, prefix: "", source: source) {
            apply(value, to: name, source: source, &settings, &sources)
        }
        for variable in Self.variables {
            guard let text = environment[variable.name], !text.isEmpty else { continue }
            let source = SettingSource.environment(variable.name)
            let isTime = HealthSetting.named(variable.setting)?.unit == .seconds
            if isTime, let seconds = SpanText.seconds(text, plain: variable.factor) {
                apply(.number(seconds), to: variable.setting, source: source, &settings, &sources)
            } else if !isTime, let number = Double(text) {
                apply(.number(number * variable.factor), to: variable.setting, source: source, &settings, &sources)
            } else if let flag = ["true": true, "false": false][text.lowercased()] {
                apply(.flag(flag), to: variable.setting, source: source, &settings, &sources)
            } else {
                let form = isTime ? "no time, such as 30, 90s or 5m" : "neither a number nor true or false"
                problems.append("\(variable.name): \"\(LogOutput.escaped(String(text.prefix(40))))\" is \(form)")
            }
        }
        problems += settings.validate().map { "health.\($0.setting): \($0.message)" }
        inForce = HealthSetting.all.map { setting in
            SettingInForce(
                name: "health.\(setting.name)", value: "\(setting.read(settings))",
                source: sources[setting.name] ?? .builtIn)
        }
        return settings
    }

    private mutating func apply(
        _ value: SettingValue, to name: String, source: SettingSource, _ settings: inout HealthSettings,
        _ sources: inout [String: SettingSource]
    ) {
        guard let setting = HealthSetting.named(name) else {
            let known = HealthSetting.all.map(\.name)
            let nearest = nearestName(to: name, among: known).map { " Did you mean \"\($0)\"?" } ?? ""
            problems.append("\(source): there is no setting \"health.\(name.prefix(60))\".\(nearest)")
            return
        }
        do {
            try setting.set(value, in: &settings)
            sources[name] = source
        } catch {
            problems.append("\(source): health.\(name): \(error.message)")
        }
    }

    /// The settings by path: `{"notify": {"group": 30}}` is `notify.group`.
    private mutating func flatten(_ json: JSON, prefix: String, source: SettingSource) -> [(String, SettingValue)] {
        guard !json.isNull else { return [] }
        guard case .object(let members) = json else {
            problems.append("\(source): health must be an object: { … }")
            return []
        }
        var values: [(String, SettingValue)] = []
        for member in members {
            let name = prefix + member.name
            switch member.value {
            case .object: values += flatten(member.value, prefix: name + ".", source: source)
            case .bool(let flag): values.append((name, .flag(flag)))
            case let value:
                if let number = value.double {
                    values.append((name, .number(number)))
                } else if HealthSetting.named(name)?.unit == .seconds, let span = SpanText.seconds(value) {
                    values.append((name, .number(span)))
                } else {
                    let form =
                        HealthSetting.named(name)?.unit == .seconds
                        ? "a number of seconds, or a time such as \"90s\", \"5m\" or \"2h\""
                        : "a number, or true or false"
                    problems.append("\(source): health.\(name.prefix(60)) must be \(form)")
                }
            }
        }
        return values
    }
}
