import ArgumentParser
import Dashboard
import Foundation

/// `password-hash`: a password as the settings hold it.
struct PasswordHashCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "password-hash",
        abstract: "Hash a password for dashboard.users in denyut.json.",
        discussion: """
            Reads the password from the terminal without showing it, or the first line of standard input; never from an argument, \
            which everybody on the machine can see. The hash is scrypt's.
            """)

    /// Shorter ones are guessed.
    private static let shortest = 10

    func run() throws {
        let password = try isatty(0) == 1 ? Self.ask() : readLine() ?? ""
        guard (Self.shortest...1024).contains(password.count) else {
            throw SettingsError("A password needs \(Self.shortest) to 1024 characters.")
        }
        Terminal.print(try PasswordHash(of: password, salt: RandomToken().bytes(16)).text)
    }

    private static func ask() throws -> String {
        let first = hidden("Password: ")
        guard hidden("Once more: ") == first else { throw SettingsError("The two differ. Try again.") }
        return first
    }

    /// Reads a line while the terminal does not show what is typed.
    private static func hidden(_ prompt: String) -> String {
        FileHandle.standardError.write(Data(prompt.utf8))
        var shown = termios()
        tcgetattr(0, &shown)
        var quiet = shown
        quiet.c_lflag &= ~tcflag_t(ECHO)
        tcsetattr(0, TCSAFLUSH, &quiet)
        defer {
            tcsetattr(0, TCSAFLUSH, &shown)
            FileHandle.standardError.write(Data("\n".utf8))
        }
        return readLine() ?? ""
    }
}
