import Testing

/// `config-check` refuses whatever scheduler, worker or page would refuse.
@Suite struct ConfigCheckTests {
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
    }

    private func check(_ settings: String, _ variables: [String: String] = [:]) async throws -> ProcessResult {
        let file = try folder.file("denyut.json", settings)
        return try await denyut(
            "config-check", database: folder.database, environment: variables.merging(["DENYUT_CONFIG": file]) { $1 })
    }

    @Test(
        "names what is wrong, with its place",
        arguments: [
            (#"{"schedule": [{"name": "a", "cron": "99 * * * *", "kind": "NoOp"}]}"#, "schedule: entry"),
            (
                #"{"schedule": [{"name": "a", "cron": "* * * * *", "kind": "NoOp", "timezone": "Mars/Olympus"}]}"#,
                "Mars/Olympus"
            ),
            (
                #"{"schedule": [{"name": "a", "every": "hourly", "kind": "NoOp"}, {"name": "a", "every": "daily", "kind": "NoOp"}]}"#,
                "two entries have the name"
            ),
            (#"{"schedule": [{"name": "prune-history", "every": "hourly", "kind": "NoOp"}]}"#, "prune-history"),
            (#"{"timezone": "Nowhere/Atall"}"#, "Nowhere/Atall"),
            (#"{"schedulePingURL": "not a url"}"#, "schedulePingURL"),
            (#"{"schedulePingURL": 17}"#, "schedulePingURL must be a text in quotes"),
            (#"{"database": 17}"#, "database must be a text in quotes"),
            (#"{"log": {"level": 3}}"#, "log.level must be a text in quotes"),
            (#"{"log": {"file": ["x"]}}"#, "log.file must be a text in quotes"),
            (#"{"log": {"format": true}}"#, "log.format must be a text in quotes"),
            (#"{"log": {"file": "/nonexistent/denyut.log"}}"#, "/nonexistent"),
            (#"{"timezone": false}"#, "timezone must be a text in quotes"),
            (#"{"environment": []}"#, "environment must be a text in quotes"),
            (#"{"notifications": {"channels": [{"kind": "slack", "urlEnv": "NOT_SET"}]}}"#, "NOT_SET"),
            (#"{"notifications": {"channels": {}}}"#, "notifications.channels must be a list"),
            (#"{"notifications": {"chanels": []}}"#, "channels"),
            (#"{"dashboard": {"port": "x"}}"#, "dashboard.port"),
        ])
    func problems(settings: String, words: String) async throws {
        let result = try await check(settings)
        #expect(result.status == 1, "\(result.output)")
        #expect(result.errors.contains(words), "\(result.errors)")
    }

    @Test("takes what is right, and makes nothing")
    func right() async throws {
        let result = try await check(
            #"{"schedule": [{"name": "a", "cron": "*/5 * * * *", "kind": "NoOp"}], "timezone": "Asia/Jakarta", "log": {"file": "\#(folder.path)/d.log"}, "schedulePingURL": "https://example.org/x"}"#
        )
        #expect(result.status == 0, "\(result.errors)")
    }

    @Test("takes times in seconds, and with a unit")
    func spans() async throws {
        let result = try await check(
            #"{"health": {"checkInterval": "2m"}, "schedule": [{"name": "a", "cron": "*/5 * * * *", "kind": "NoOp", "delay": "90s", "missedWindow": 60}]}"#
        )
        #expect(result.status == 0, "\(result.errors)")
        #expect(result.output.contains("health.checkInterval") && result.output.contains("120"))
        let wrong = try await check(#"{"health": {"checkInterval": "2 fortnights"}}"#)
        #expect(wrong.status == 1)
        #expect(wrong.errors.contains("health.checkInterval"))
    }

    @Test("names a database that cannot be meant, by where it was named")
    func database() async throws {
        let result = try await denyut("config-check", environment: ["DATABASE_URL": "mysql:jobs"])
        #expect(result.status == 1)
        #expect(result.errors.contains("DATABASE_URL") && result.errors.contains("another kind of database"))
        let missing = try await denyut("config-check", database: folder.path + "/nowhere/d.sqlite")
        #expect(missing.status == 1)
        #expect(missing.errors.contains("mkdir -p"))
    }
}
