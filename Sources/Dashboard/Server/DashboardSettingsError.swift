/// What is wrong with the settings of the dashboard, all of it at once.
package struct DashboardSettingsError: Error, Sendable, Equatable, CustomStringConvertible {
    package let problems: [String]

    init(_ problems: [String]) {
        self.problems = problems
    }

    package var description: String { problems.joined(separator: "; ") }
}
