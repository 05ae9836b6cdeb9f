import ArgumentParser
import Foundation

/// A command as ArgumentParser describes it, as far as a manual page needs it.
struct CommandDescription: Decodable {
    /// An argument, an option or a flag.
    struct Argument: Decodable {
        enum Kind: String, Decodable {
            case positional, option, flag
        }

        struct Name: Decodable {
            let kind: String
            let name: String

            /// With its dashes.
            var text: String { (kind == "long" ? "--" : "-") + name }
        }

        let kind: Kind
        let shouldDisplay: Bool
        let isOptional: Bool
        let isRepeating: Bool
        let names: [Name]?
        let valueName: String?
        let defaultValue: String?
        let abstract: String?
        let discussion: String?
    }

    let commandName: String
    let abstract: String?
    let discussion: String?
    let arguments: [Argument]?
    let subcommands: [CommandDescription]?

    /// The arguments that people are told of.
    var shownArguments: [Argument] { (arguments ?? []).filter(\.shouldDisplay) }

    /// The whole program, with its commands.
    ///
    /// - Throws: `DecodingError` where ArgumentParser describes commands in another way than it did.
    static func program() throws -> CommandDescription {
        struct Dump: Decodable {
            let command: CommandDescription
        }
        return try JSONDecoder().decode(Dump.self, from: Data(Denyut._dumpHelp().utf8)).command
    }
}
