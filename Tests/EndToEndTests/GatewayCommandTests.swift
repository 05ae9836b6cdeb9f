import Foundation
import Testing

/// The commands about gateways, against simulated ones.
@Suite struct GatewayCommandTests {
    private static let key = "s3cret-key-of-the-gateway"

    private func gateway(_ arguments: String...) async throws -> GatewayProcess {
        try await GatewayProcess.start(["--mix", "healthy"] + arguments, key: Self.key)
    }

    private func run(_ folder: TemporaryFolder, _ arguments: String...) async throws -> ProcessResult {
        let result = try await RunningProcess(
            Binaries.path("denyut"), arguments,
            environment: [
                "DATABASE_URL": "sqlite:\(folder.database)", "GATEWAY_KEY": Self.key, "HOOK": "hook-secret-1",
            ]
        ).end()
        #expect(!result.output.contains(Self.key) && !result.errors.contains(Self.key))
        return result
    }

    @Test("a gateway is tested before it is saved; one that is down is saved when that is asked for")
    func add() async throws {
        let folder = try TemporaryFolder()
        let gateway = try await self.gateway("--kind", "waha", "--sessions", "3")
        defer { gateway.process.send(SIGKILL) }
        let good = try await run(
            folder, "gateway-add", "shop", "--kind", "waha", "--url", gateway.url, "--api-key-env", "GATEWAY_KEY",
            "--webhook-secret-env", "HOOK")
        #expect(good.status == 0, "\(good.errors)")
        #expect(good.output.contains("all of which only read") && good.output.contains("Gateway shop saved."))

        let wrongKind = try await run(
            folder, "gateway-add", "other", "--kind", "evolution", "--url", gateway.url, "--api-key-env", "GATEWAY_KEY")
        #expect(wrongKind.status == 2)
        #expect(wrongKind.output.contains("is not saved"))
        let noVariable = try await run(folder, "gateway-add", "other", "--url", gateway.url, "--api-key-env", "NO_SUCH")
        #expect(noVariable.status == 1)
        #expect(noVariable.errors.contains("NO_SUCH"))
        let list = try await run(folder, "gateway-list", "--json")
        #expect(list.output.contains(#""shop""#) && !list.output.contains(#""other""#))

        await gateway.kill()
        #expect(try await run(folder, "gateway-add", "late", "--url", gateway.url).status == 2)
        #expect(try await run(folder, "gateway-add", "late", "--url", gateway.url, "--skip-test").status == 0)
        #expect(try await run(folder, "gateway-list", "--json").output.contains(#""late""#))
    }

    @Test("gateway-test tells by its exit code how bad it is, and by its JSON what was found and asked")
    func test() async throws {
        let folder = try TemporaryFolder()
        let gateway = try await self.gateway("--kind", "openwa", "--sessions", "3")
        defer { gateway.process.send(SIGKILL) }
        _ = try await run(
            folder, "gateway-add", "shop", "--kind", "openwa", "--url", gateway.url, "--api-key-env", "GATEWAY_KEY",
            "--webhook-secret-env", "HOOK")
        // No webhook has come yet, which is a warning.
        let warned = try await run(folder, "gateway-test", "shop", "--json")
        #expect(warned.status == 1, "\(warned.output)")
        let json = try #require(
            try JSONSerialization.jsonObject(with: Data(warned.output.utf8)) as? [String: Any])
        #expect(json["verdict"] as? String == "warning")
        let findings = try #require(json["findings"] as? [[String: Any]])
        #expect(findings.count > 8)
        #expect(findings.allSatisfy { $0["verdict"] as? String == "ok" || $0["cure"] is String })
        let requests = try #require(json["requests"] as? [[String: Any]])
        #expect(requests.count > 3)
        #expect(requests.allSatisfy { ($0["operation"] as? String)?.hasPrefix("GET ") == true })

        await gateway.kill()
        #expect(try await run(folder, "gateway-test", "shop").status == 2)
        let unknown = try await run(folder, "gateway-test", "shopp")
        #expect(unknown.status == 3)
        #expect(unknown.errors.contains("Did you mean \"shop\"?"))
    }

    @Test(
        "sessions of a gateway that is followed get accounts, and an account moves to another gateway with its history")
    func followAndMove() async throws {
        let folder = try TemporaryFolder()
        let old = try await gateway("--kind", "waha", "--sessions", "4", "--prefix", "shop-")
        let new = try await gateway("--sessions", "2", "--prefix", "moved-")
        defer { for process in [old.process, new.process] { process.send(SIGKILL) } }
        _ = try await run(
            folder, "gateway-add", "old", "--kind", "waha", "--url", old.url, "--api-key-env", "GATEWAY_KEY", "--follow"
        )
        _ = try await run(folder, "gateway-add", "new", "--url", new.url, "--api-key-env", "GATEWAY_KEY")
        #expect(try await run(folder, "monitor-sessions").status == 0)
        let accounts = try await run(folder, "account-list", "--gateway", "old", "--json")
        #expect(accounts.output.components(separatedBy: #""session":"shop-"#).count == 5, "\(accounts.output)")

        let missing = try await run(folder, "account-move", "shop-01", "--gateway", "new")
        #expect(missing.status == 1)
        #expect(missing.errors.contains("has no session shop-01"))
        let moved = try await run(folder, "account-move", "shop-01", "--gateway", "new", "--session", "moved-01")
        #expect(moved.status == 0, "\(moved.errors)")
        #expect(try await run(folder, "monitor-sessions", "--force").status == 0)
        let after = try await run(folder, "account-list", "--json")
        #expect(after.output.contains(#""session":"moved-01""#))
        // The session that was left behind is not taken for a new one.
        #expect(!after.output.contains(#""session":"shop-01""#))
    }

    @Test("config-check finds a secret that is missing; the scheduler does not need it")
    func secrets() async throws {
        let folder = try TemporaryFolder()
        let settings = try folder.file(
            "denyut.json",
            #"{"gateways": [{"name": "a", "url": "http://127.0.0.1:9", "apiKeyEnv": "NO_SUCH_VARIABLE", "follow": true}]}"#
        )
        let checked = try await run(folder, "config-check", "--config", settings)
        #expect(checked.status == 1)
        #expect(checked.errors.contains("NO_SUCH_VARIABLE"))
        #expect(try await run(folder, "schedule-run", "--once", "--config", settings).status == 0)
        let wrong = try folder.file(
            "wrong.json", #"{"gateways": [{"name": "a", "url": 5, "folow": true, "kind": "wahha"}]}"#)
        let refused = try await run(folder, "config-check", "--config", wrong)
        #expect(refused.status == 1)
        for words in ["url must be a text", "Did you mean \"follow\"?"] { #expect(refused.errors.contains(words)) }
    }
}
