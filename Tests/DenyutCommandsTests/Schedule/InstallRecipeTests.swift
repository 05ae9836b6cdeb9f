import Foundation
import Testing

@testable import DenyutCommands

@Suite("schedule-install")
struct InstallRecipeTests {
    @Test("writes a crontab line with absolute paths")
    func crontab() throws {
        let recipe = try InstallRecipe(
            executable: "/opt/denyut/denyut", folder: "/srv/app", database: "storage/denyut.sqlite",
            config: "denyut.json", user: "app")
        let lines = recipe.crontab.split(separator: "\n")
        #expect(
            lines.last
                == "* * * * * cd /srv/app && /opt/denyut/denyut schedule-run --database sqlite:/srv/app/storage/denyut.sqlite --config /srv/app/denyut.json"
        )
        #expect(lines.dropLast().allSatisfy { $0.hasPrefix("#") })
    }

    @Test("quotes what the shell and cron would take for something else")
    func crontabQuotes() throws {
        let recipe = try InstallRecipe(
            executable: "/opt/de nyut", folder: "/srv/it's 100%", database: "/data/$x.sqlite", config: nil, user: "app")
        #expect(
            recipe.crontab.hasSuffix(
                #"* * * * * cd '/srv/it'\''s 100\%' && '/opt/de nyut' schedule-run --database 'sqlite:/data/$x.sqlite'"#
            ))
    }

    @Test("writes a unit that systemd starts again and again")
    func unit() throws {
        let unit = try InstallRecipe(
            executable: "/opt/de nyut", folder: "/srv/100%", database: "/data/$x.sqlite", config: nil, user: "app"
        ).systemdUnit
        let lines = Set(unit.split(separator: "\n").map(String.init))
        #expect(lines.contains(#"ExecStart="/opt/de nyut" schedule-work --database sqlite:/data/$$x.sqlite"#))
        #expect(lines.isSuperset(of: ["WorkingDirectory=/srv/100%%", "User=app", "Restart=always", "[Install]"]))
    }

    @Test("refuses a path that would end the line")
    func lineEnd() {
        #expect(throws: SettingsError.self) {
            try InstallRecipe(
                executable: "/opt/denyut", folder: "/srv/a\nb", database: "x.sqlite", config: nil, user: "app")
        }
    }

    private static let verifier = "/usr/bin/systemd-analyze"

    @Test(
        "systemd finds nothing wrong with the unit",
        .enabled(if: FileManager.default.isExecutableFile(atPath: verifier)),
        arguments: ["/srv/app", "/srv/wei rd 100%/a$b'c\"d\\e;f"])
    func unitVerified(_ folder: String) throws {
        let recipe = try InstallRecipe(
            executable: "/bin/true", folder: folder, database: "storage/denyut.sqlite", config: "denyut.json",
            user: NSUserName())
        let directory = FileManager.default.temporaryDirectory.appending(path: "denyut-unit-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: directory) }
        let unit = directory.appending(path: "denyut-schedule.service")
        try Data(recipe.systemdUnit.utf8).write(to: unit)
        let process = Process()
        process.executableURL = URL(fileURLWithPath: Self.verifier)
        process.arguments = ["verify", "--man=no", unit.path]
        let pipe = Pipe()
        process.standardError = pipe
        process.standardOutput = pipe
        try process.run()
        let output = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        #expect(!output.contains("denyut-schedule.service"), "\(output)")
        #expect(process.terminationStatus == 0, "\(output)")
    }
}
