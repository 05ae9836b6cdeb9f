/// How the scheduler is started on a machine: the texts for cron and systemd.
struct InstallRecipe {
    private let executable: String
    private let folder: String
    private let arguments: [String]
    private let user: String

    /// Makes a recipe; paths that are not absolute are taken from the folder.
    ///
    /// - Throws: `SettingsError` for a path that no crontab can hold.
    init(executable: String, folder: String, database: String, config: String?, user: String) throws {
        func absolute(_ path: String) -> String { path.hasPrefix("/") ? path : "\(folder)/\(path)" }
        self.executable = absolute(executable)
        self.folder = folder
        self.user = user
        var arguments = ["--database", "sqlite:\(absolute(database))"]
        if let config { arguments += ["--config", absolute(config)] }
        self.arguments = arguments
        for text in [self.executable, folder, user] + arguments
        where text.unicodeScalars.contains(where: { $0.value < 0x20 }) {
            throw SettingsError("The path \(LogOutput.escaped(text)) has control characters; rename it first.")
        }
    }

    /// The line for `crontab -e`.
    var crontab: String {
        let command = ([executable, "schedule-run"] + arguments).map(Self.shellQuoted).joined(separator: " ")
        // cron takes a percent sign for the end of the line: crontab(5).
        let line = "* * * * * cd \(Self.shellQuoted(folder)) && \(command)".split(
            separator: "%", omittingEmptySubsequences: false
        ).joined(separator: "\\%")
        return """
            # Denyut's scheduler, each minute. Add it with: crontab -e
            # Variables that the settings need, such as WHATSAPP_API_KEY, go above it, one NAME=value a line.
            \(line)
            """
    }

    /// The unit for `/etc/systemd/system`.
    var systemdUnit: String {
        let command = ([executable, "schedule-work"] + arguments).map(Self.systemdQuoted).joined(separator: " ")
        return """
            # Denyut's scheduler. Save it as /etc/systemd/system/denyut-schedule.service, then run:
            #   systemctl daemon-reload && systemctl enable --now denyut-schedule
            # Variables that the settings need, such as WHATSAPP_API_KEY, go into /etc/denyut.env, one NAME=value a line.
            [Unit]
            Description=Denyut scheduler
            After=network-online.target
            Wants=network-online.target
            StartLimitIntervalSec=0

            [Service]
            Type=exec
            User=\(Self.percentDoubled(user))
            WorkingDirectory=\(Self.percentDoubled(folder))
            EnvironmentFile=-/etc/denyut.env
            ExecStart=\(command)
            Restart=always
            RestartSec=5
            NoNewPrivileges=yes

            [Install]
            WantedBy=multi-user.target
            """
    }

    /// A word for the shell, quoted where it has to be.
    private static func shellQuoted(_ text: String) -> String {
        let plain = text.unicodeScalars.allSatisfy {
            $0.isASCII
                && ($0.properties.isAlphabetic || ("0"..."9").contains($0) || "/._-:=@+,".unicodeScalars.contains($0))
        }
        guard !plain || text.isEmpty else { return text }
        return "'" + text.split(separator: "'", omittingEmptySubsequences: false).joined(separator: #"'\''"#) + "'"
    }

    /// A word of a command line as systemd reads it: systemd.service(5), "Command lines".
    private static func systemdQuoted(_ text: String) -> String {
        var result = ""
        for character in percentDoubled(text) {
            switch character {
            case "\\", "\"": result += "\\\(character)"
            case "$": result += "$$"
            default: result.append(character)
            }
        }
        return result.contains { " '\"\\;".contains($0) } ? "\"\(result)\"" : result
    }

    private static func percentDoubled(_ text: String) -> String {
        text.split(separator: "%", omittingEmptySubsequences: false).joined(separator: "%%")
    }
}
