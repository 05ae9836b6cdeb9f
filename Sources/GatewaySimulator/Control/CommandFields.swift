/// Reads the members of a command and complains of those that nobody read.
struct CommandFields {
    private let members: [JSONMember]
    private var used: Set<String> = []

    init(_ json: JSON) throws(ControlError) {
        guard let members = json.members else { throw ControlError("a command is a JSON object") }
        self.members = members
    }

    private mutating func value(_ name: String) -> JSON? {
        used.insert(name)
        let value = members.first { $0.name == name }?.value
        return value == .null ? nil : value
    }

    mutating func raw(_ name: String) -> JSON? {
        value(name)
    }

    mutating func text(_ name: String) throws(ControlError) -> String? {
        guard let value = value(name) else { return nil }
        guard let text = value.text else { throw ControlError("\"\(name)\" is a text") }
        return text
    }

    mutating func requiredText(_ name: String) throws(ControlError) -> String {
        guard let text = try text(name) else { throw ControlError("\"\(name)\" is missing") }
        return text
    }

    mutating func flag(_ name: String) throws(ControlError) -> Bool? {
        guard let value = value(name) else { return nil }
        guard let flag = value.flag else { throw ControlError("\"\(name)\" is true or false") }
        return flag
    }

    mutating func number(_ name: String, _ range: ClosedRange<Double>) throws(ControlError) -> Double? {
        guard let value = value(name) else { return nil }
        guard let number = value.double, range.contains(number) else {
            throw ControlError("\"\(name)\" is a number from \(range.lowerBound) to \(range.upperBound)")
        }
        return number
    }

    mutating func int(_ name: String, _ range: ClosedRange<Int>) throws(ControlError) -> Int? {
        guard let value = value(name) else { return nil }
        guard let number = value.int, range.contains(number) else {
            throw ControlError("\"\(name)\" is a whole number from \(range.lowerBound) to \(range.upperBound)")
        }
        return number
    }

    mutating func choice<Choice: RawRepresentable & CaseIterable>(
        _ name: String, _: Choice.Type
    ) throws(ControlError) -> Choice? where Choice.RawValue == String {
        guard let text = try text(name) else { return nil }
        guard let choice = Choice(rawValue: text) else {
            let known = Choice.allCases.map(\.rawValue).joined(separator: ", ")
            throw ControlError("\"\(name)\" is one of \(known); it says \"\(text)\"")
        }
        return choice
    }

    /// Complains of members that no one asked for.
    func finish() throws(ControlError) {
        let unknown = members.map(\.name).filter { !used.contains($0) }
        guard let first = unknown.first else { return }
        throw ControlError("\"\(first)\" is not known here; known are \(used.sorted().joined(separator: ", "))")
    }
}
