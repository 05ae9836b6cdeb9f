import ArgumentParser
import Gateways
import JobQueue
import JobSchedule
import SessionHealth
import SessionMonitor
import WallTime

/// `account-maintenance`: windows in which an account is expected to be down.
struct AccountMaintenance: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "account-maintenance",
        abstract:
            "Add, list or remove maintenance windows: no recovery and no alerts in them, and no KPI counts their time.",
        discussion: """
            Times are ISO 8601, such as 2026-11-29T02:00:00+07:00; without an offset they are in --timezone. A weekly window comes \
            back each week at the same local time. Without an option the windows are listed.
            """)

    @OptionGroup(title: HelpText.sharedTitle) var global: GlobalOptions
    @Argument(
        help: ArgumentHelp("Number, session, gateway/session, phone number or label.", valueName: "account"),
        completion: StoredNames.accounts)
    var account: String
    @Option(help: ArgumentHelp("When it begins (default: now).", valueName: "time"))
    var from: String?
    @Option(help: ArgumentHelp("When it ends.", valueName: "time"))
    var until: String?
    @Option(name: .customLong("for"), help: ArgumentHelp("How long it lasts: 30m, 2h, 7d.", valueName: "span"))
    var length: String?
    @Flag(help: "It comes back each week.")
    var weekly = false
    @Option(help: ArgumentHelp("The IANA zone in which its times are and a weekly one keeps them.", valueName: "zone"))
    var timezone = "UTC"
    @Option(help: ArgumentHelp("Reason, recorded with the window and in the audit log.", valueName: "text"))
    var reason: String?
    @Option(help: ArgumentHelp("Remove the window of that number.", valueName: "number"))
    var remove: Int?
    @Flag(help: "Print the windows as JSON.")
    var json = false

    private var adds: Bool { from != nil || until != nil || length != nil }

    func validate() throws {
        if adds, remove != nil { throw ValidationError("Either add a window or remove one.") }
        if adds, (until == nil) == (length == nil) { throw ValidationError("Give either --until or --for.") }
        if weekly, !adds { throw ValidationError("--weekly needs --from, and --until or --for.") }
    }

    func run() async throws {
        try await SessionEnvironment.run(global) { environment in
            let store = environment.store
            let chosen = try await store.account(named: account)
            if adds {
                let window = try window(now: environment.base.clock.now())
                let id = try await store.perform(
                    .addMaintenance(window), on: chosen.id, by: Person.name, reason: reason)
                if !json { Terminal.print("Window \(id ?? 0) of \(LogOutput.escaped(chosen.path)) is set.") }
            } else if let remove {
                try await store.perform(.removeMaintenance(remove), on: chosen.id, by: Person.name, reason: reason)
                if !json { Terminal.print("Window \(remove) of \(LogOutput.escaped(chosen.path)) is removed.") }
            }
            let windows = try await store.maintenance(of: chosen.id)
            if json { return Terminal.print(JSONText.array(windows.map(\.json)).text) }
            if windows.isEmpty { return Terminal.print("No maintenance windows.") }
            for window in windows { Terminal.print(window.line) }
        }
    }

    private func window(now: Timestamp) throws -> MaintenanceWindow {
        let zone = try ScheduleZone(timezone)
        let start = try from.map { text throws(ScheduleError) in try ISO8601.parse(text, in: zone) } ?? now
        let end: Timestamp
        if let until {
            end = try ISO8601.parse(until, in: zone)
        } else {
            end = start + (try SpanText.parse(length ?? "", option: "--for"))
        }
        guard weekly || end > now else { throw ValidationError("The window is over already.") }
        return MaintenanceWindow(from: start, until: end, weekly: weekly, timezone: zone.identifier, reason: reason)
    }
}

extension MaintenanceWindow {
    /// As the commands print it.
    fileprivate var json: JSONText {
        .object([
            ("id", .int(Int64(id))), ("from_at", .int(from.milliseconds)), ("until_at", .int(until.milliseconds)),
            ("weekly", .bool(weekly)), ("timezone", .string(timezone)), ("reason", .text(reason)), ("by", .text(by)),
        ])
    }

    fileprivate var line: String {
        let zone = (try? ScheduleZone(timezone)) ?? .utc
        let span = "\(ISO8601.format(from, in: zone)) to \(ISO8601.format(until, in: zone))"
        let why = reason.map { ": \($0)" } ?? ""
        return "\(id)  \(span)\(weekly ? ", each week (\(timezone))" : "")  by \(LogOutput.escaped((by ?? "–") + why))"
    }
}
