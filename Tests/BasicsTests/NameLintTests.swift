import Foundation
import Testing

/// Two names that a database or a gateway holds apart may be one to Swift, and as two equal keys of a dictionary they end the
/// process. So sources are searched for dictionaries and sets of plain strings, but for those in the list.
@Suite("Names in sources")
struct NameLintTests {
    /// What may be keyed by strings, by file, and why no name from outside is among the keys.
    private static let allowed = [
        // Statements and columns of our own.
        "Writer+Session.swift": "SQL of ours", "SQLiteJobStore+Browse.swift": "parameters of a statement of ours",
        "StoreFacts.swift": "pragmas of ours", "SQLiteJobStore+Facts.swift": "pragmas of ours",
        "LeaseVigil.swift": "ids of this process's own workers",
        // Words of our own.
        "ConfigCheck.swift": "environment",
        "ProbeRecord.swift": "raw values of an enum", "GatewayTable.swift": "raw values of an enum",
        "PageRecords+Accounts.swift": "ids", "Issue.swift": "names of values of ours",
        "Findings.swift": "names of values of ours",
        "NotificationText.swift": "placeholders of ours", "NotificationMessage.swift": "languages",
        "NotificationSettings.swift": "languages", "NotificationSettings+JSON.swift": "languages and environment",
        "JobKinds.swift": "kinds of ours", "HealthSettingsReader.swift": "settings of ours",
        "HealthSettings.swift": "kinds of gateways",
        "Endpoint.swift": "parameters of ours", "EndpointTable.swift": "parameters of ours",
        "APICall.swift": "parameters of ours", "AccountQuery.swift": "words of ours",
        "StaticSite.swift": "files of ours",
        "CompressedFiles.swift": "files of ours", "PrometheusText.swift": "labels of ours",
        "MetricsWriter.swift": "labels of ours",
        "ProbeEndpoints.swift": "labels of ours", "PayloadMask.swift": "letters and digits in lower case",
        "DashboardSettings.swift": "settings of ours", "GatewayExamination+Setting.swift": "secrets of examples",
        // Digests and what is ASCII.
        "SessionTable.swift": "digests", "LoginThrottle.swift": "digests and addresses",
        "RequestGuard.swift": "host names, which are ASCII", "ScheduleZone.swift": "names of zones, which are ASCII",
        "AccountTable.swift": "phone numbers", "SessionCheck.swift": "phone numbers",
        // Headers, queries and environments: what is looked up has a name of ours.
        "Percent.swift": "looked up by names of ours", "WebhookIntake.swift": "headers",
        "WebhookRequest.swift": "headers",
        "GatewayResponse.swift": "headers", "HTTPTransport.swift": "headers", "SecretReference.swift": "environment",
        "GatewayFleet.swift": "environment", "NewGateway.swift": "environment", "RunCommand.swift": "environment",
        "Artisan.swift": "environment and words of Laravel", "TypedCommand.swift": "environment",
        "CommandEnvironment.swift": "environment", "ProgramStart.swift": "environment", "Program.swift": "environment",
        "ProgramEnvironment.swift": "environment", "LogRotationReader.swift": "environment",
        "GatewaySettingsReader.swift": "environment", "SettingsReader.swift": "environment",
    ]

    @Test("are keys as bytes: no dictionary and no set of plain strings but those that are known")
    func stringKeys() throws {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let sources = root.appending(path: "Sources").path
        let files = try #require(FileManager.default.enumerator(atPath: sources))
        let pattern = /uniqueKeysWithValues|\[String: (?!Any)|Set<String>|Dictionary<String/
        var found = 0
        for case let file as String in files where file.hasSuffix(".swift") && !file.lowercased().contains("simulator")
        {
            let name = file.split(separator: "/").last.map(String.init) ?? file
            let text = try String(contentsOfFile: "\(sources)/\(file)", encoding: .utf8)
            for (number, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
                guard line.firstMatch(of: pattern) != nil, !line.drop(while: \.isWhitespace).hasPrefix("//") else {
                    continue
                }
                found += 1
                let place = "Sources/\(file):\(number + 1)"
                #expect(
                    Self.allowed[name] != nil,
                    "\(place): a name from outside as a key must be a Basics.Name; else add the file to the list, with the reason"
                )
            }
        }
        #expect(found > 30, "The search finds what is there.")
    }
}
