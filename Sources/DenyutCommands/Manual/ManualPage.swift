/// The manual page of a command, in the macros of man(7).
struct ManualPage {
    /// The name of the page, without its section: `denyut-queue-work`.
    let name: String
    private let command: CommandDescription
    private let synopsis: String
    private let others: [String]

    /// The pages of the program and of each of its commands.
    static func all(of program: CommandDescription) -> [ManualPage] {
        let commands = (program.subcommands ?? []).filter { $0.commandName != "help" }
        let names = commands.map { "\(program.commandName)-\($0.commandName)" }
        return [ManualPage(name: program.commandName, command: program, synopsis: program.commandName, others: names)]
            + zip(commands, names).map { command, name in
                ManualPage(
                    name: name, command: command, synopsis: "\(program.commandName) \(command.commandName)",
                    others: [program.commandName])
            }
    }

    /// The source of the page.
    var text: String {
        var lines = [
            ".TH \"\(Self.escaped(name.uppercased()))\" \"1\" \"\" \"Denyut \(Version.current)\" \"Denyut\"",
            ".SH NAME", "\(Self.escaped(name)) \\- \(Self.escaped(command.abstract ?? ""))", ".SH SYNOPSIS",
            ".B \(Self.escaped(synopsis))",
        ]
        lines += command.shownArguments.map { Self.line($0.synopsis) }
        if let discussion = command.discussion, !discussion.isEmpty {
            let paragraphs = discussion.split(separator: "\n").map { Self.line(String($0)) }
            lines +=
                [".SH DESCRIPTION"] + paragraphs.joined(separator: "\n.PP\n").split(separator: "\n").map(String.init)
        }
        if let commands = command.subcommands, !commands.isEmpty {
            lines.append(".SH COMMANDS")
            for command in commands where command.commandName != "help" {
                lines += [".TP", ".B \(Self.escaped(command.commandName))", Self.line(command.abstract ?? "")]
            }
        }
        lines += section("ARGUMENTS", command.shownArguments.filter { $0.kind == .positional })
        lines += section("OPTIONS", command.shownArguments.filter { $0.kind != .positional })
        lines.append(".SH SEE ALSO")
        lines.append(Self.line(others.map { "\($0)(1)" }.joined(separator: ", ")))
        return lines.joined(separator: "\n") + "\n"
    }

    private func section(_ title: String, _ arguments: [CommandDescription.Argument]) -> [String] {
        guard !arguments.isEmpty else { return [] }
        return [".SH \(title)"]
            + arguments.flatMap { argument in
                var text = [argument.abstract, argument.discussion].compactMap { $0 }.joined(separator: " ")
                if let value = argument.defaultValue, !value.isEmpty { text += " The default is \(value)." }
                return [".TP", ".B \(Self.escaped(argument.title))", Self.line(text)]
            }
    }

    /// A line of text: one that begins with a dot or an apostrophe would be taken for a macro.
    private static func line(_ text: String) -> String {
        let escaped = escaped(text)
        return escaped.hasPrefix(".") || escaped.hasPrefix("'") ? "\\&" + escaped : escaped
    }

    private static func escaped(_ text: String) -> String {
        text.replacing("\\", with: "\\e").replacing("-", with: "\\-").replacing("\"", with: "\\(dq")
    }
}

extension CommandDescription.Argument {
    private var value: String { "<\(valueName ?? "value")>" }

    /// As it stands in the synopsis: `[--queue <name>]`.
    fileprivate var synopsis: String {
        let name = names?.first { $0.kind == "long" } ?? names?.first
        let text =
            switch kind {
            case .positional: value + (isRepeating ? " ..." : "")
            case .flag: name?.text ?? ""
            case .option: "\(name?.text ?? "") \(value)"
            }
        return isOptional ? "[\(text)]" : text
    }

    /// As it stands before its explanation: `-v, --verbose`.
    fileprivate var title: String {
        guard kind != .positional else { return value }
        let names = (names ?? []).map(\.text).sorted { $0.count < $1.count }.joined(separator: ", ")
        return kind == .option ? "\(names) \(value)" : names
    }
}
