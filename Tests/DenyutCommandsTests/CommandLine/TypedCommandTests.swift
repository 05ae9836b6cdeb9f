import ArgumentParser
import Testing

@testable import DenyutCommands

@Suite("What was typed") struct TypedCommandTests {
    private func read(_ line: String) throws -> [String] {
        try TypedCommand(line.split(separator: " ").map(String.init), names: Denyut.allNames).arguments
    }

    private func complaint(_ line: String) -> String {
        do {
            let arguments = try read(line)
            return "none: \(arguments)"
        } catch let error as ValidationError {
            return error.message
        } catch {
            return "\(error)"
        }
    }

    @Test(
        "artisan's spellings are our commands, with the options that Laravel's users give them",
        arguments: [
            ("queue:work", "queue-work"),
            (
                "queue:work redis --queue=high,default --sleep=3 --tries=3 --max-time=3600",
                "queue-work --queue=high,default --sleep=3 --tries=3 --max-time=3600"
            ),
            ("queue:work --queue high --once", "queue-work --queue high --once"),
            ("queue:work --daemon --delay=5 --no-interaction -vvv", "queue-work --backoff=5 --verbose"),
            ("queue:work --quiet --ansi", "queue-work --log-level=error"),
            ("queue:failed --json", "queue-failed --json"),
            ("queue:retry all", "queue-retry all"),
            ("queue:retry 5 6", "queue-retry 5 6"),
            ("queue:retry --queue=emails", "queue-retry --queue=emails"),
            ("queue:retry --range=3-5", "queue-retry 3 4 5"),
            ("queue:retry-batch 7", "queue-retry --batch 7"),
            ("queue:forget 5", "queue-forget 5"),
            ("queue:flush --hours=48", "queue-flush --hours=48"),
            ("queue:prune-failed --hours=48", "queue-prune-failed --hours=48"),
            ("queue:clear redis --queue=emails --force", "queue-clear --queue=emails --force"),
            ("queue:clear --force", "queue-clear --force --queue=default"),
            (
                "queue:monitor redis:default,database:deployments --max=100",
                "queue-monitor --max=100 default,deployments"
            ),
            ("queue:pause redis:emails", "queue-pause emails"),
            ("queue:continue redis:emails", "queue-resume emails"),
            ("queue:restart", "queue-restart"),
            ("schedule:run --whisper -n", "schedule-run"),
            ("schedule:work --whisper", "schedule-work"),
            ("schedule:list --next --timezone=Asia/Jakarta", "schedule-list --next --timezone=Asia/Jakarta"),
            ("schedule:test --name=prune-history", "schedule-test prune-history"),
            ("migrate:status", "migrate --show"),
            ("whatsapp:monitor-sessions --force --reconnect", "monitor-sessions --force --reconnect"),
            ("whatsapp:health-summary --json", "health-summary --json"),
            ("horizon:terminate", "queue-restart"),
            ("about", "doctor"),
            ("help queue:work", "help queue-work"),
        ])
    func artisan(line: String, ours: String) async throws {
        let arguments = try read(line)
        #expect(arguments == ours.split(separator: " ").map(String.init))
        // And ArgumentParser takes it.
        if arguments[0] != "help" { _ = try await Denyut.asyncParseAsRoot(arguments) }
    }

    @Test("--env and --run-output-file are variables of the environment")
    func variables() throws {
        let typed = try TypedCommand(
            ["schedule:work", "--env=staging", "--run-output-file", "a.log"], names: Denyut.allNames)
        #expect(typed.arguments == ["schedule-work"])
        #expect(typed.variables == ["DENYUT_ENVIRONMENT": "staging", "LOG_FILE": "a.log"])
    }

    @Test(
        "what Laravel has and Denyut has not is answered with what to do instead",
        arguments: [
            ("queue:listen", "queue-work"), ("queue:failed-table", "migrate"), ("horizon", "denyut up"),
            ("horizon:snapshot", "denyut up"), ("pulse:check", "denyut up"), ("migrate:rollback", "restore"),
            ("config:cache", "config-check"), ("make:job", "writing-jobs.md"), ("schedule:interrupt", "SIGTERM"),
            ("down", "queue-pause"), ("queue:work emails", "--queue=emails"), ("queue:work --tries=0", "--tries=1000"),
            ("queue:retry --range=9-1", "1-5"),
        ])
    func hints(line: String, cure: String) {
        #expect(complaint(line).contains(cure), "\(complaint(line))")
    }

    @Test("each name of Laravel's that is translated is a command of ours")
    func translations() {
        for name in ["queue:retry-batch", "queue:continue", "horizon:pause", "horizon:list", "config:show", "about"] {
            #expect(Denyut.allNames.contains(Artisan.translation(of: name)[0]), "\(name)")
        }
    }

    @Test(
        "a misspelt command is answered with the nearest",
        arguments: [
            ("queue-wrok", "Did you mean queue-work?"), ("queue:wrok", "Did you mean queue-work?"),
            ("help queue-wrk", "Did you mean queue-work?"), ("healthsummary", "Did you mean health-summary?"),
            ("Queue-Work", "Did you mean queue-work?"), ("schedule-lst", "Did you mean schedule-list?"),
            ("whatsapp:health-sumary", "Did you mean health-summary?"),
            ("account", "There are: account-add"), ("incident", "Did you mean incidents?"),
            ("frobnicate-everything", "denyut help lists them all"),
        ])
    func misspelt(line: String, answer: String) {
        #expect(complaint(line).contains(answer), "\(complaint(line))")
    }

    @Test(
        "every command is read as it is, and the answer to a name that is none names no secret and no control character"
    )
    func untouched() throws {
        for name in Denyut.allNames { #expect(try read("\(name) --json x") == [name, "--json", "x"]) }
        #expect(try read("") == [])
        #expect(try read("--version") == ["--version"])
        #expect(complaint("\u{1B}[2Jx").contains("\\u{1b}"))
    }

    @Test(
        "options of every command may stand before it",
        arguments: [
            ("--database sqlite:x queue-stats --json", "queue-stats --database sqlite:x --json"),
            ("-v --config=a.json up", "up -v --config=a.json"), ("-v --help", "-v --help"),
        ])
    func order(line: String, read: String) throws {
        #expect(try self.read(line) == read.split(separator: " ").map(String.init))
    }

    @Test(
        "a secret on the command line is refused with the option to take",
        arguments: ["--api-key x", "--api-key=x", "--webhook-secret x", "--token x"])
    func secrets(option: String) {
        let answer = complaint("gateway-add a --url http://localhost:1 \(option)")
        #expect(answer.contains("-env VARIABLE") && answer.contains("-file FILE"))
    }
}
