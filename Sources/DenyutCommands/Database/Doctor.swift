import ArgumentParser
import Gateways
import WallTime

/// `doctor`: whether the store is well.
struct Doctor: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor", abstract: "Check the database, its disk, the workers and the scheduler.",
        discussion: "Exit codes: 0 all is well, 1 something needs attention soon, 2 something is wrong.")

    @OptionGroup(title: HelpText.sharedTitle) var global: GlobalOptions
    @Flag(help: "Print JSON.")
    var json = false

    func run() async throws {
        let environment = try global.environment()
        let findings = await DoctorReport.findings(now: environment.clock.now()) { try environment.openExistingStore() }
        if json {
            Terminal.print(
                JSONText.array(
                    findings.map {
                        .object([
                            ("name", .string($0.name)), ("verdict", .string($0.verdict.rawValue)),
                            ("text", .string($0.text)),
                        ])
                    }
                ).text)
        } else {
            for finding in findings {
                Terminal.print("\(finding.verdict.painted) \(finding.name.padded(to: 20)) \(finding.text)")
            }
        }
        try DoctorReport.Verdict.worst(of: findings.map(\.verdict)).exit()
    }
}
