import ArgumentParser
import Gateways
import JobQueue
import SessionHealth
import SessionMonitor
import WallTime

/// `notifications`: what people were told, and what waits to be.
struct NotificationsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "notifications", abstract: "List notifications, sent and pending, newest first.")

    @OptionGroup(title: HelpText.sharedTitle) var global: GlobalOptions
    @Option(
        help: ArgumentHelp(
            "Only those in this state: \(StoredNotification.State.allCases.map(\.rawValue).joined(separator: ", ")).",
            valueName: "state"), completion: .list(StoredNotification.State.allCases.map(\.rawValue)))
    var state: String?
    @Option(help: ArgumentHelp("Maximum number of results.", valueName: "n"))
    var limit = 200
    @Flag(help: "Print JSON.")
    var json = false

    func validate() throws {
        _ = try chosenState()
        guard (1...100_000).contains(limit) else {
            throw ValidationError("--limit must be from 1 to 100000, not \(limit)")
        }
    }

    private func chosenState() throws -> StoredNotification.State? {
        guard let state else { return nil }
        guard let chosen = StoredNotification.State(rawValue: state) else {
            let known = StoredNotification.State.allCases.map(\.rawValue).joined(separator: ", ")
            throw ValidationError("--state must be one of \(known), not \"\(state.prefix(20))\"")
        }
        return chosen
    }

    func run() async throws {
        let state = try chosenState()
        try await SessionEnvironment.run(global) { environment in
            let all = try await environment.store.notifications(state: state, limit: limit)
            if json { return Terminal.print(JSONText.array(all.map(\.json)).text) }
            if all.isEmpty { return Terminal.print("No notifications.") }
            var table = TextTable([
                .number("Id"), .whole("When"), .whole("To", rank: 2), .text("Channel", rank: 1), .whole("State"),
                .whole("Kind", rank: 3), .text("About"),
            ])
            let now = environment.base.clock.now()
            for notification in all {
                let event = notification.event
                let about = [event.gateway, event.session].compactMap(\.self).joined(separator: "/")
                table.add(
                    [
                        "\(notification.id)", TimeText.relative(event.at, now: now), event.audience.rawValue,
                        notification.channel, notification.state.rawValue, event.kind.rawValue,
                        about.isEmpty ? "all" : about,
                    ], detail: event.text + (notification.error.map { "  (\($0))" } ?? ""))
            }
            for line in table.lines(width: Terminal.width) { Terminal.print(line) }
        }
    }
}

extension StoredNotification {
    /// As the commands print it.
    var json: JSONText {
        .object([
            ("id", .int(id)), ("audience", .string(event.audience.rawValue)), ("kind", .string(event.kind.rawValue)),
            ("gateway", .text(event.gateway)), ("session", .text(event.session)),
            ("incident", .int(incident.map { Int($0) })), ("at", .int(event.at.milliseconds)),
            ("channel", .string(channel)), ("state", .string(state.rawValue)),
        ])
    }
}
