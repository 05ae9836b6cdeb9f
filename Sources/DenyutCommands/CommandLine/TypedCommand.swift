import ArgumentParser
import Basics

/// What was typed, spelt as this program spells it.
///
/// Artisan's names and habits are translated, options that stand before the command go behind it, and a name that is no command is refused
/// with those that may be meant. A value: nothing is read but what is passed in.
struct TypedCommand: Equatable {
    /// The command and its options, as ArgumentParser takes them.
    var arguments: [String]
    /// Variables of the environment that artisan has as options (`--env`).
    var variables: [String: String] = [:]

    /// Reads what stands behind the name of the program.
    ///
    /// - Throws: `ValidationError` that says what to type instead.
    init(_ arguments: [String], names: [String]) throws {
        self.arguments = Self.withCommandFirst(arguments)
        guard let first = self.arguments.first, !first.isEmpty, !first.hasPrefix("-") else { return }
        if first == "help" {
            if let topic = arguments.dropFirst().first(where: { !$0.hasPrefix("-") }) {
                self.arguments = ["help", try Self.command(topic, names: names).0]
            }
            return
        }
        let (name, more) = try Self.command(first, names: names)
        if Artisan.isSpelling(first) {
            let translated = try Artisan.options(Array(self.arguments.dropFirst()), of: name)
            self.arguments = [name] + more + translated.arguments
            variables = translated.variables
        } else {
            self.arguments[0] = name
        }
        try SecretOptions.refuse(self.arguments)
    }

    /// The command that a name means, and the options that it stands for besides.
    private static func command(_ name: String, names: [String]) throws -> (String, [String]) {
        if names.contains(name) || name == "help" || name.hasPrefix("---") { return (name, []) }
        if let hint = Artisan.hint(for: name) { throw ValidationError(hint) }
        let translated = Artisan.translation(of: name)
        if names.contains(translated[0]) || translated[0] == "help" {
            return (translated[0], Array(translated.dropFirst()))
        }
        throw ValidationError(unknown(name, spelt: translated[0], names: names))
    }

    private static func unknown(_ name: String, spelt: String, names: [String]) -> String {
        let start = "There is no command \"\(LogOutput.escaped(String(name.prefix(60))))\"."
        if let nearest = nearestName(to: spelt, among: names) { return "\(start) Did you mean \(nearest)?" }
        let related = names.filter { $0.split(separator: "-").contains { $0 == spelt } }
        if !related.isEmpty { return "\(start) There are: \(related.joined(separator: ", "))." }
        return "\(start) denyut help lists them all."
    }

    /// `--database x queue-stats` means `queue-stats --database x`.
    private static func withCommandFirst(_ arguments: [String]) -> [String] {
        var index = 0
        while index < arguments.count {
            switch arguments[index] {
            case "--database", "--config", "--log-level": index += 2
            case "-v", "--verbose": index += 1
            case let word where ["--database=", "--config=", "--log-level="].contains(where: word.hasPrefix): index += 1
            default:
                guard index > 0, !arguments[index].hasPrefix("-") else { return arguments }
                return [arguments[index]] + arguments[..<index] + arguments[(index + 1)...]
            }
        }
        return arguments
    }
}

/// Options that people try for secrets. There are none: a command line is seen by everybody on the machine, and stays in the shell's history.
enum SecretOptions {
    private static let cures = [
        "--api-key": "--api-key-env VARIABLE or --api-key-file FILE",
        "--key": "--api-key-env VARIABLE or --api-key-file FILE",
        "--token": "--api-key-env VARIABLE or --api-key-file FILE",
        "--webhook-secret": "--webhook-secret-env VARIABLE or --webhook-secret-file FILE",
        "--secret": "--webhook-secret-env VARIABLE or --webhook-secret-file FILE",
    ]

    /// - Throws: `ValidationError` that names the option to take.
    static func refuse(_ arguments: [String]) throws {
        guard arguments.first == "gateway-add" else { return }
        for argument in arguments {
            let option = String(argument.prefix { $0 != "=" })
            guard let cure = cures[option] else { continue }
            throw ValidationError(
                "\(option) is no option, because a secret on the command line can be read by everybody. Name where it is: \(cure)."
            )
        }
    }
}
