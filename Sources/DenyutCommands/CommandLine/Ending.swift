import ArgumentParser

/// How the program ends after an error, or after a question such as --help: what it says, and its exit code.
struct Ending: Equatable {
    /// Without a line feed at its end; empty where there is nothing to say.
    var text: String
    var code: Int32

    /// Whether all is well, so that the text is what was asked for and goes to standard output.
    var isAnswer: Bool { code == 0 }

    /// - Parameter command: The name of the command whose work threw the error; nil where the command line was not understood.
    init(_ error: any Error, in command: String?) {
        code = Denyut.exitCode(for: error).rawValue
        if let error = error as? ValidationError {
            let topic = command.map { "denyut \($0) --help" } ?? "denyut --help"
            text = "Error: \(error.message)\n  See '\(topic)' for more information."
        } else {
            let advice = StoreAdvice.text(for: error).map { "\n  " + $0 } ?? ""
            text = HelpText.shortened(Denyut.fullMessage(for: error)) + advice
        }
    }
}
