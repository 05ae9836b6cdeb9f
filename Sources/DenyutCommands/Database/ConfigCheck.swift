import ArgumentParser

/// `config-check`: the settings in force, and where each came from.
struct ConfigCheck: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "config-check",
        abstract: "Check the settings, and print those in force with where each came from. Secrets are hidden.")

    @OptionGroup var global: GlobalOptions
    @Flag(help: "Print JSON.")
    var json = false

    func run() throws {
        let settings = try global.settings()
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
        var table = TextTable([("Setting", .left), ("Value", .left), ("From", .left)])
        for setting in settings.inForce { table.add([setting.name, setting.value, "\(setting.source)"]) }
        for line in table.lines(width: Terminal.width) { Terminal.print(line) }
        if !settings.schedule.isEmpty {
            Terminal.print("\(settings.schedule.count) entries of the schedule; see schedule-list.")
        }
    }
}
