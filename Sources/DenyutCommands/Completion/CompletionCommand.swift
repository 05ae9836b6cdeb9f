import ArgumentParser

/// `completion`: what a shell needs to complete commands, options, queues and kinds.
struct CompletionCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "completion",
        abstract: "Print a completion script for bash, zsh or fish.",
        discussion: """
            Queues, kinds, gateways, accounts, entries and ids are read from the database. For bash put `eval "$(denyut completion bash)"` into ~/.bashrc; for \
            zsh `eval "$(denyut completion zsh)"` into ~/.zshrc, after compinit; for fish write it to \
            ~/.config/fish/completions/denyut.fish. The short commands, such as queue-work, are completed too in bash and zsh, \
            where denyut stands beside them.
            """)

    @Argument(help: ArgumentHelp("bash, zsh or fish.", valueName: "shell"), completion: .list(["bash", "zsh", "fish"]))
    var shell: String

    func validate() throws {
        guard CompletionShell(rawValue: shell) != nil else {
            throw ValidationError("\"\(shell.prefix(40))\" is no shell that can be served: take bash, zsh or fish.")
        }
    }

    func run() throws {
        guard let shell = CompletionShell(rawValue: shell) else { return }
        Terminal.print(CompletionScript.text(for: shell))
    }
}
