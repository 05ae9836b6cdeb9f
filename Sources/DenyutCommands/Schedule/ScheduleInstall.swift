import ArgumentParser
import Foundation

/// `schedule-install`: what to put where so that the scheduler runs.
struct ScheduleInstall: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "schedule-install",
        abstract: "Print the crontab line or the systemd unit that runs the scheduler; nothing is installed.",
        discussion: "The database and the settings file are written into it, as they are found from here.")

    @OptionGroup(title: HelpText.sharedTitle) var global: GlobalOptions
    @Flag(help: "A line for the crontab: schedule-run each minute.")
    var cron = false
    @Flag(help: "A unit for systemd: schedule-work as a service.")
    var systemd = false

    func validate() throws {
        guard cron != systemd else { throw ValidationError("Choose one of --cron and --systemd") }
    }

    func run() throws {
        let settings = try global.settings()
        let configPath = global.config ?? ProcessInfo.processInfo.environment["DENYUT_CONFIG"] ?? "denyut.json"
        let hasConfig = FileManager.default.fileExists(atPath: configPath)
        let recipe = try InstallRecipe(
            executable: Self.executable, folder: FileManager.default.currentDirectoryPath,
            database: settings.databasePath, config: hasConfig ? configPath : nil, user: NSUserName())
        Terminal.print(cron ? recipe.crontab : recipe.systemdUnit)
    }

    private static var executable: String {
        let path = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
        return path ?? Bundle.main.executablePath ?? CommandLine.arguments[0]
    }
}
