import ArgumentParser

/// Laravel's way of saying things: `queue:work`, `whatsapp:health-summary`, and the options that people and crontabs give them.
///
/// Names and options are those of Laravel 13: https://laravel.com/docs/queues, https://laravel.com/docs/scheduling,
/// https://laravel.com/docs/horizon.
enum Artisan {
    /// Whether a name is artisan's, so that its options are too.
    static func isSpelling(_ name: String) -> Bool {
        name.contains(":") || translations[name] != nil
    }

    /// The command that a name means, with options that it stands for; `a:b` is `a-b`, whether or not there is such a command.
    static func translation(of name: String) -> [String] {
        if let translation = translations[name] { return translation }
        let own = name.hasPrefix("whatsapp:") ? String(name.dropFirst("whatsapp:".count)) : name
        return [own.replacing(":", with: "-")]
    }

    private static let translations = [
        "queue:retry-batch": ["queue-retry", "--batch"], "queue:continue": ["queue-resume"],
        "horizon:pause": ["queue-pause"], "horizon:continue": ["queue-resume"], "horizon:terminate": ["queue-restart"],
        "horizon:clear": ["queue-clear"], "horizon:list": ["queue-monitor"], "horizon:status": ["doctor"],
        "migrate:status": ["migrate", "--show"], "migrate:install": ["migrate"], "about": ["doctor"],
        "config:show": ["config-check"], "list": ["help"],
    ]

    /// What to do instead of a command of Laravel's that has no counterpart; nil for others.
    static func hint(for name: String) -> String? {
        if let hint = hints[name] { return hint }
        guard let family = name.split(separator: ":").first, name.contains(":"), translations[name] == nil else {
            return nil
        }
        return families[String(family)]
    }

    private static let page =
        "Denyut has a page in place of Horizon, Pulse and Telescope: denyut up, or denyut serve beside a worker."
    private static let noCache = "Denyut caches no settings: each start reads them. To check them: denyut config-check"
    private static let tables = "Denyut makes its tables by itself. To do so now: denyut migrate"
    private static let noWayBack =
        "A migration is not taken back. Restore the backup of the time before: denyut restore FILE"

    private static let hints = [
        "queue:listen":
            "queue:listen starts PHP anew for each job; Denyut has no need of that. Take: denyut queue-work",
        "queue:table": tables, "queue:failed-table": tables, "queue:batches-table": tables,
        "queue:prune-batches":
            "Ended batches are deleted by the entry prune-history of the schedule: denyut schedule-list",
        "horizon": page, "telescope": page, "pulse": page,
        "schedule:interrupt": "To end a scheduler send it SIGTERM; to keep entries from firing: denyut schedule-pause",
        "schedule:finish": "An entry ends when its job does: denyut schedule-list",
        "schedule:clear-cache":
            "There are no locks in a cache: an entry without overlapping waits for its own job, which ends with: denyut queue-cancel ID",
        "migrate:rollback": noWayBack, "migrate:reset": noWayBack, "migrate:refresh": noWayBack,
        "migrate:fresh": noWayBack,
        "down":
            "To keep workers from taking jobs: denyut queue-pause. To keep sessions from being recovered: denyut account-hold",
        "optimize": noCache, "tinker": "To look into the database: denyut queue-show ID, account-list, incidents",
    ]

    private static let families = [
        "horizon": page, "telescope": page, "pulse": page, "config": noCache, "cache": noCache, "optimize": noCache,
        "make": "Jobs of your own are written in Swift: docs/writing-jobs.md",
    ]

    // MARK: Options

    /// Options for the command of ours that say the same.
    ///
    /// - Throws: `ValidationError` where one means what Denyut does not have.
    static func options(
        _ arguments: [String], of command: String
    ) throws -> (arguments: [String], variables: [String: String]) {
        var reading = Reading(command: command)
        var rest = arguments[...]
        while let argument = rest.popFirst() {
            if argument == "--" { reading.take("--", rest: &rest) } else { try reading.read(argument, rest: &rest) }
        }
        return (try reading.finished(), reading.variables)
    }

    /// The names of connections that Laravel brings (config/queue.php); Denyut has one database.
    private static let connections: Set = [
        "sync", "database", "redis", "sqs", "beanstalkd", "sqlite", "mysql", "mariadb", "pgsql", "deferred",
        "background",
        "failover", "default",
    ]

    /// Options without a value, as far as they are passed on.
    private static let flags: Set = [
        "--force", "--once", "--stop-when-empty", "--json", "--next", "--verbose", "--show", "--all", "--reconnect",
        "--dry-run",
        "--open", "--help", "--watch", "--allow-commands", "--i-know", "--new-login",
    ]

    private struct Reading {
        let command: String
        private(set) var variables: [String: String] = [:]
        private var taken: [String] = []
        private var names: [String] = []

        init(command: String) {
            self.command = command
        }

        /// Takes an argument as it is, with all that follow.
        mutating func take(_ argument: String, rest: inout ArraySlice<String>) {
            taken += [argument] + rest
            rest = []
        }

        mutating func read(_ argument: String, rest: inout ArraySlice<String>) throws {
            let option = String(argument.prefix { $0 != "=" })
            func value() -> String {
                if option != argument { return String(argument.dropFirst(option.count + 1)) }
                return rest.popFirst() ?? ""
            }
            switch (option, command) {
            case ("-n", _), ("--no-interaction", _), ("--ansi", _), ("--no-ansi", _): break
            case ("-v", _), ("-vv", _), ("-vvv", _): taken.append("--verbose")
            case ("-q", _), ("--quiet", _), ("--silent", _): taken.append("--log-level=error")
            case ("--env", _): variables["DENYUT_ENVIRONMENT"] = value()
            case ("--daemon", "queue-work"), ("--whisper", "schedule-run"), ("--whisper", "schedule-work"): break
            case ("--delay", "queue-work"): taken.append("--backoff=\(value())")
            case ("--tries", "queue-work"):
                let tries = value()
                guard tries != "0" else {
                    throw ValidationError(
                        "--tries=0 tries for ever, which Denyut does not; --tries=1000 --backoff=60 comes near to it.")
                }
                taken.append("--tries=\(tries)")
            case ("--run-output-file", "schedule-work"): variables["LOG_FILE"] = value()
            case ("--pretend", "migrate"): taken.append("--show")
            case ("--force", "migrate"), ("--step", "migrate"), ("--graceful", "migrate"), ("--isolated", "migrate"):
                break
            case ("--name", "schedule-test"): names.append(value())
            case ("--range", "queue-retry"): names += try Self.ids(value())
            default:
                guard argument.hasPrefix("-") else { return names.append(argument) }
                taken.append(argument)
                // `--queue high`: the value is no name of its own.
                if option == argument, !Artisan.flags.contains(option), rest.first?.hasPrefix("-") == false {
                    taken += [rest.removeFirst()]
                }
            }
        }

        /// The ids from one to another, as `queue:retry --range=1-5` has them.
        private static func ids(_ range: String) throws -> [String] {
            let ends = range.split(separator: "-").map { Int64($0) }
            guard ends.count == 2, let first = ends[0], let last = ends[1], first >= 1, last >= first,
                last - first < longestRange
            else { throw ValidationError("--range takes ids such as 1-5, \(longestRange) at most") }
            return (first...last).map(String.init)
        }

        private static let longestRange: Int64 = 1000

        /// All of it, with what is no option read as artisan reads it.
        func finished() throws -> [String] {
            switch command {
            case "queue-work", "queue-clear":
                // `[connection] [--queue=name]`; the queue of a connection is "default".
                for name in names where !connections.contains(name) {
                    throw ValidationError(
                        "Artisan takes the name of a connection there, and Denyut has one database. To name a queue: --queue=\(LogOutput.escaped(String(name.prefix(60))))"
                    )
                }
                let hasQueue = taken.contains { $0 == "--queue" || $0.hasPrefix("--queue=") }
                return hasQueue || command == "queue-work" ? taken : taken + ["--queue=default"]
            case "queue-monitor", "queue-pause", "queue-resume":
                // `connection:queue`, several of them separated by commas.
                return taken
                    + names.map { list in
                        list.split(separator: ",", omittingEmptySubsequences: false).map { Self.withoutConnection($0) }
                            .joined(separator: ",")
                    }
            default: return taken + names
            }
        }

        private static func withoutConnection(_ name: Substring) -> Substring {
            guard let colon = name.firstIndex(of: ":"), connections.contains(String(name[..<colon])) else {
                return name
            }
            return name[name.index(after: colon)...]
        }
    }
}
