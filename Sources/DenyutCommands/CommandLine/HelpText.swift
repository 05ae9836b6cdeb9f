import ArgumentParser

/// Help as people see it: ArgumentParser's, without what would be the same in all of it.
enum HelpText {
    /// The title of the options that every command takes.
    static let sharedTitle = "Options of every command"
    /// What the usage line has for them. ArgumentParser writes them all out, which takes more room than the rest.
    private static let sharedUsage = "[--database <sqlite:PATH>] [--config <file>] [--log-level <level>] [--verbose]"

    /// The help of a command, at most that many columns wide.
    static func of(_ command: any ParsableCommand.Type, columns: Int) -> String {
        shortened(Denyut.helpMessage(for: command, columns: columns))
    }

    /// Names the options of every command once, behind the others.
    static func shortened(_ text: String) -> String {
        let short = text.replacing(sharedUsage, with: "[<options>]")
        var sections = short.split(separator: "\n\n", omittingEmptySubsequences: false)
        guard let index = sections.firstIndex(where: { $0.hasPrefix(sharedTitle.uppercased() + ":\n") }) else {
            return short
        }
        var shared = sections.remove(at: index)
        while shared.last == "\n" { shared.removeLast() }
        guard var last = sections.popLast() else { return short }
        while last.last == "\n" { last.removeLast() }
        return (sections + [last, shared]).joined(separator: "\n\n")
    }
}
