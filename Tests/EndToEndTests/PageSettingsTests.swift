import Testing

/// The settings of the page, as `config-check` and `serve` read them.
@Suite struct PageSettingsTests {
    @Test("config-check names everything that is wrong with the page's settings", arguments: ["config-check", "serve"])
    func problems(command: String) async throws {
        let folder = try TemporaryFolder()
        let settings = """
            {"dashboard": {"port": 99999, "usrs": [], "users": [{"name": "ani", "role": "boss", "passwordHash": "secret"}]}}
            """
        let file = try folder.file("denyut.json", settings)
        let result = try await denyut(command, database: folder.database, environment: ["DENYUT_CONFIG": file])
        #expect(result.status == 1)
        for part in ["dashboard.port", "usrs", "did you mean \"users\"", "passwordHash", "role"] {
            #expect(result.errors.contains(part), "\(part)")
        }
        #expect(!result.errors.contains("secret\""))
    }

    @Test("a password's hash and a token's are taken as the commands print them")
    func made() async throws {
        let folder = try TemporaryFolder()
        let hash = try await denyut("password-hash", input: "correct horse battery\n")
        let token = try await denyut("api-token", "grafana")
        let line = try #require(token.output.split(separator: "\n").last { $0.contains("dashboard.tokens") })
        let entry = try #require(line.split(separator: ": ", maxSplits: 1).last)
        let user = #"{"name": "ani", "role": "operator", "passwordHash": "\#(hash.output.split(separator: "\n")[0])"}"#
        let file = try folder.file("denyut.json", #"{"dashboard": {"users": [\#(user)], "tokens": [\#(entry)]}}"#)
        let result = try await denyut(
            "config-check", database: folder.database, environment: ["DENYUT_CONFIG": file])
        #expect(result.status == 0, "\(result.errors)")
        #expect(result.output.contains("1 users, 1 API tokens"))
    }
}
