/// A script: what happens to the gateway when.
package struct Scenario: Sendable {
    /// A command and its time.
    package struct Step: Sendable {
        /// Seconds from the scenario's beginning.
        package var at: Double
        package var command: Command
    }

    package var steps: [Step]

    /// Reads `{"steps": [{"at": seconds, "do": …, …}, …]}`.
    package init(_ json: JSON) throws(ControlError) {
        var fields = try CommandFields(json)
        guard let elements = fields.raw("steps")?.elements else {
            throw ControlError("a scenario is {\"steps\": [{\"at\": seconds, \"do\": …}, …]}")
        }
        try fields.finish()
        steps = []
        for (place, element) in elements.enumerated() {
            do {
                guard let at = element["at"]?.double, (0...1e9).contains(at) else {
                    throw ControlError("\"at\" is a number of seconds")
                }
                steps.append(Step(at: at, command: try Command(element, ignoring: ["at"])))
            } catch {
                throw ControlError("step \(place + 1): \(error)")
            }
        }
    }
}
