import Basics
import Foundation
import Gateways
import JobSchedule
import Logging
import SessionHealth

/// Reads the settings from flags, environment and file, and says everything that is wrong with them at once.
struct SettingsReader {
    /// Values given on the command line.
    struct Flags {
        var configPath: String?
        var database: String?
        var logLevel: String?
    }

    /// The keys that `denyut.json` may have.
    private static let topKeys = [
        "database", "log", "timezone", "environment", "schedulePingURL", "gateways", "schedule", "health",
        "notifications",
        "dashboard",
    ]
    /// The largest settings file that is read: 4 MiB.
    private static let maximumFileSize = 4 << 20

    private let flags: Flags
    private let environment: [String: String]
    private var settings = Settings()
    private var problems: [String] = []

    /// Reads the settings.
    ///
    /// - Throws: `SettingsError` with all that is wrong.
    static func read(flags: Flags, environment: [String: String] = ProcessInfo.processInfo.environment) throws
        -> Settings
    {
        var reader = SettingsReader(flags: flags, environment: environment)
        return try reader.read()
    }

    private init(flags: Flags, environment: [String: String]) {
        self.flags = flags
        self.environment = environment
    }

    private mutating func read() throws -> Settings {
        let path = flags.configPath ?? value("DENYUT_CONFIG") ?? "denyut.json"
        let isNamed = flags.configPath != nil || value("DENYUT_CONFIG") != nil
        let file = try readFile(path, isNamed: isNamed)
        let source = SettingSource.file(path)
        check(file, at: path, keys: Self.topKeys)

        database(file, source)
        log(file, source)
        settings.timezone = text("timezone", file["timezone"], source, variable: "DENYUT_TIMEZONE", default: "UTC")
        settings.environment = text(
            "environment", file["environment"], source, variable: "DENYUT_ENVIRONMENT", default: "production")
        if let url = string("schedulePingURL", file["schedulePingURL"], source) {
            settings.schedulePingURL = url
            note("schedulePingURL", "(set)", source)
        }
        health(file["health"], source)
        gateways(file["gateways"], source)
        var entries = ScheduleSettingsReader(defaultSource: path)
        settings.schedule = entries.read(file["schedule"])
        problems += entries.problems
        settings.notifications = file["notifications"]
        settings.dashboard = file["dashboard"]
        if !problems.isEmpty { throw SettingsError(problems) }
        return settings
    }

    // MARK: Sections

    private mutating func database(_ file: JSON, _ source: SettingSource) {
        let named = string("database", file["database"], source)
        let (url, origin): (String, SettingSource) =
            if let flag = flags.database {
                (flag, .flag("--database"))
            } else if let url = value("DATABASE_URL") {
                (url, .environment("DATABASE_URL"))
            } else if let named {
                (named, source)
            } else {
                (DatabaseURL.standard, .builtIn)
            }
        do {
            settings.databasePath = try DatabaseURL.path(url)
        } catch {
            problems.append(
                "\(origin): the database \"\(LogOutput.escaped(String(url.prefix(200))))\" cannot be used: \(error.reason)"
            )
        }
        note("database", url, origin)
    }

    private mutating func log(_ file: JSON, _ source: SettingSource) {
        let section = file["log"]
        check(section, at: "log", keys: ["level", "file", "format", "maxSize", "keep"])
        let level: (String?, SettingSource) =
            if let flag = flags.logLevel { (flag, .flag("--log-level")) } else {
                pick("LOG_LEVEL", "log.level", section["level"], source)
            }
        if let name = level.0 {
            if let parsed = Logger.Level(rawValue: name.lowercased()) {
                settings.logLevel = parsed
            } else {
                problems.append(
                    "\(level.1): there is no log level \"\(name.prefix(40))\"; the levels are \(Logger.Level.allCases.map(\.rawValue).joined(separator: ", "))"
                )
            }
        }
        note("log.level", settings.logLevel.rawValue, level.0 == nil ? .builtIn : level.1)
        let logFile = pick("LOG_FILE", "log.file", section["file"], source)
        settings.logFile = logFile.0
        note("log.file", logFile.0 ?? "(standard error)", logFile.0 == nil ? .builtIn : logFile.1)
        var rotation = LogRotationReader(environment: environment)
        settings.logRotation = rotation.read(section, source: source)
        problems += rotation.problems
        settings.inForce += rotation.inForce
        let format = pick("LOG_FORMAT", "log.format", section["format"], source)
        if let name = format.0 {
            settings.logFormat = Settings.LogFormat(rawValue: name.lowercased())
            if settings.logFormat == nil {
                problems.append("\(format.1): the log format must be pretty or json, not \"\(name.prefix(40))\"")
            }
        }
        note("log.format", settings.logFormat?.rawValue ?? "(by terminal)", format.0 == nil ? .builtIn : format.1)
    }

    private mutating func health(_ section: JSON, _ source: SettingSource) {
        var health = HealthSettingsReader(environment: environment)
        settings.health = health.read(section, source: source)
        problems += health.problems
        settings.inForce += health.inForce
    }

    private mutating func gateways(_ section: JSON, _ source: SettingSource) {
        var reader = GatewaySettingsReader(environment: environment)
        settings.gateways = reader.read(section, source: source)
        settings.isGatewayAssumed = reader.isAssumed
        problems += reader.problems
        settings.inForce += reader.inForce
    }

    // MARK: Helpers

    private mutating func readFile(_ path: String, isNamed: Bool) throws -> JSON {
        guard FileManager.default.fileExists(atPath: path) else {
            if isNamed {
                throw SettingsError(
                    "There is no settings file \(path). Make it, or take --config or DENYUT_CONFIG out.")
            }
            return .object([])
        }
        guard let data = FileManager.default.contents(atPath: path), data.count <= Self.maximumFileSize else {
            throw SettingsError("The settings file \(path) cannot be read, or is larger than 4 MiB.")
        }
        do {
            let json = try JSONParser.parse(data)
            guard json.isObject else { throw SettingsError("\(path): the settings must be a JSON object: { … }") }
            return json
        } catch let error as JSONError {
            throw SettingsError("\(path): not valid JSON: \(error)")
        }
    }

    private mutating func check(_ json: JSON, at place: String, keys: [String]) {
        problems += Self.unknownKeys(of: json, at: place, known: keys)
    }

    /// A complaint for each key that is not known, naming the nearest one that is.
    static func unknownKeys(of json: JSON, at place: String, known: [String]) -> [String] {
        guard !json.isNull else { return [] }
        guard case .object(let members) = json else { return ["\(place): must be an object: { … }"] }
        return members.filter { !known.contains($0.name) }.map { member in
            let name = member.name.prefix(60)
            let nearest = nearestName(to: member.name, among: known).map { " Did you mean \"\($0)\"?" } ?? ""
            return "\(place): there is no setting \"\(name)\".\(nearest) Known are: \(known.joined(separator: ", "))"
        }
    }

    private func value(_ variable: String) -> String? {
        environment[variable].flatMap { $0.isEmpty ? nil : $0 }
    }

    /// A variable of the environment, else what stands in the file. What stands there must be a text, also where the variable wins.
    private mutating func pick(
        _ variable: String, _ name: String, _ json: JSON, _ source: SettingSource
    ) -> (String?, SettingSource) {
        let written = string(name, json, source)
        if let value = value(variable) { return (value, .environment(variable)) }
        return (written, source)
    }

    /// A text in the file; complains of what is something else.
    private mutating func string(_ name: String, _ json: JSON, _ source: SettingSource) -> String? {
        if !json.isNull, json.string == nil { problems.append("\(source): \(name) must be a text in quotes") }
        return json.string
    }

    private mutating func text(
        _ name: String, _ json: JSON, _ source: SettingSource, variable: String, default fallback: String
    ) -> String {
        let (value, origin) = pick(variable, name, json, source)
        note(name, value ?? fallback, value == nil ? .builtIn : origin)
        return value ?? fallback
    }

    private mutating func note(_ name: String, _ value: String, _ source: SettingSource) {
        settings.inForce.append(SettingInForce(name: name, value: value, source: source))
    }
}
