import Foundation

/// What a program gets of the environment of this process: no secrets. Those of the gateways and channels stand in it, and whatever a
/// program prints is kept with its job.
package enum ProgramEnvironment {
    /// The variables that are passed on, besides `LC_…`: where programs, files and people are, and how to speak to them.
    package static let names: Set<String> = [
        "PATH", "HOME", "USER", "LOGNAME", "SHELL", "LANG", "LANGUAGE", "TZ", "TMPDIR",
    ]

    /// What is passed on of an environment.
    ///
    /// - Parameter others: Further names that somebody asked for.
    package static func inherited(
        from environment: [String: String] = ProcessInfo.processInfo.environment, others: [String] = []
    ) -> [String: String] {
        environment.filter { names.contains($0.key) || $0.key.hasPrefix("LC_") || others.contains($0.key) }
    }
}
