import ArgumentParser
import Dashboard
import Foundation
import Gateways
import JobQueueSQLite
import JobSchedule
import SessionHealth
import SessionMonitor

/// `config-check`: the settings in force, and where each came from.
struct ConfigCheck: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "config-check",
        abstract: "Check the settings, and print those in force with where each came from. Secrets are hidden.",
        discussion: """
            Exit code 1 where a setting cannot be used: whatever the scheduler, a worker or the page would refuse is refused here, also a \
            secret that is not where it should be, a certificate that cannot be read, an entry of the schedule that never runs.
            """)

    @OptionGroup(title: HelpText.sharedTitle) var global: GlobalOptions
    @Flag(help: "Print JSON.")
    var json = false

    func run() async throws {
        let settings = try global.settings()
        var problems: [String] = []
        let web = Self.note(&problems) { try WebSettings.read(settings) }
        problems += await Self.problems(of: settings)
        print(settings, web)
        if !problems.isEmpty { throw SettingsError(problems) }
    }

    /// Does what a program would do with a setting, and notes what it would refuse.
    @discardableResult
    private static func note<T>(_ problems: inout [String], _ place: String = "", _ body: () throws -> T) -> T? {
        do {
            return try body()
        } catch let error as SettingsError {
            problems += error.problems.map { place + $0 }
        } catch {
            problems.append("\(place)\(error)")
        }
        return nil
    }

    /// What scheduler, workers and page would refuse to start with.
    private static func problems(of settings: Settings) async -> [String] {
        let variables = ProcessInfo.processInfo.environment
        var problems: [String] = []
        if !settings.isDatabaseInDefaultPlace {
            note(&problems, "database: ") { try SQLiteJobStore.checkCanBeOpened(settings.databasePath) }
        }
        note(&problems, "log.file: ") { try checkLogFile(settings.logFile) }
        note(&problems) {
            let zone = try ScheduleZone(settings.timezone)
            let entries = try ProgramEntries.all(settings) { _ in [] }
            _ = try ScheduleContext.schedule(settings, program: entries, zone: zone)
        }
        note(&problems) { try settings.schedulePingURL.map(SchedulePing.check) }
        note(&problems) { try NotificationSettings(settings.notifications, environment: variables) }
        note(&problems, "health: ") {
            try GatewayLimits(
                total: settings.health.gatewayTimeout, connect: settings.health.gatewayConnectTimeout,
                body: settings.health.gatewayBodyLimit, concurrency: settings.health.gatewayConcurrency)
        }
        return problems + (await gatewayProblems(settings, variables))
    }

    private static func checkLogFile(_ path: String?) throws {
        guard let path else { return }
        let folder = SQLiteFile.folder(of: path)
        var isFolder: ObjCBool = false
        if FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) {
            guard !isFolder.boolValue, access(path, W_OK) == 0 else {
                throw SettingsError("\(path) cannot be written by this user. Correct LOG_FILE.")
            }
        } else {
            guard access(folder, W_OK) == 0 else {
                throw SettingsError(
                    "The folder \(folder) does not exist, or this user may not write there. Correct LOG_FILE.")
            }
        }
    }

    /// What the gateways would be refused for when they are connected to.
    private static func gatewayProblems(_ settings: Settings, _ variables: [String: String]) async -> [String] {
        var problems: [String] = []
        let clients = HTTPClientPool()
        for gateway in settings.gateways {
            do {
                let configuration = try gateway.configuration(
                    limits: .standard, environment: variables)
                _ = try HTTPTransport(configuration, clients: clients)
            } catch {
                problems.append("gateways.\(gateway.name): \(error)")
            }
        }
        await clients.shutdown()
        return problems
    }

    private func print(_ settings: Settings, _ web: DashboardSettings?) {
        if json {
            Terminal.print(
                JSONText.array(
                    settings.inForce.map {
                        .object([
                            ("name", .string($0.name)), ("value", .string($0.value)),
                            ("source", .string("\($0.source)")),
                        ])
                    }
                ).text)
            return
        }
        var table = TextTable([.whole("Setting"), .text("Value"), .text("From", rank: 1)])
        for setting in settings.inForce { table.add([setting.name, setting.value, "\(setting.source)"]) }
        for line in table.lines(width: Terminal.width) { Terminal.print(line) }
        if let web, !settings.dashboard.isNull {
            Terminal.print(
                "The page: \(web.users.count) users, \(web.tokens.count) API tokens, on \(web.host):\(web.port).")
        }
        if !settings.schedule.isEmpty {
            Terminal.print("\(settings.schedule.count) entries of the schedule; see schedule-list.")
        }
    }
}
