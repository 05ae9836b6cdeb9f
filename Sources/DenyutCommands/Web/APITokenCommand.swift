import ArgumentParser
import Dashboard

/// `api-token`: a token for programs, and its hash.
struct APITokenCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "api-token",
        abstract: "Make an API token, and its hash for dashboard.tokens in denyut.json.",
        discussion: "The token is shown once and kept nowhere; programs send it as: Authorization: Bearer TOKEN")

    @Argument(help: ArgumentHelp("What the audit calls it.", valueName: "name"))
    var name: String
    @Option(help: ArgumentHelp("viewer or operator.", valueName: "role"))
    var role = "viewer"

    func validate() throws {
        guard Role(rawValue: role) != nil else {
            throw ValidationError("--role must be viewer or operator, not \(role)")
        }
        guard (1...100).contains(name.unicodeScalars.count) else {
            throw ValidationError("the name needs 1 to 100 characters")
        }
    }

    func run() throws {
        let token = RandomToken().make()
        Terminal.print("Token: \(token)")
        let setting = JSONText.object([
            ("name", .string(name)), ("role", .string(role)), ("hash", .string(RandomToken.digest(of: token))),
        ])
        Terminal.print("Put into dashboard.tokens: \(setting.text)")
    }
}
