import Gateways

/// Holds answers against the schemas of the contract, and remembers which members ever had a value.
struct SchemaCheck {
    let document: JSON
    /// What does not agree, each with its place.
    private(set) var faults: [String] = []
    /// Members of objects, by schema and name.
    private(set) var members: Set<String> = []
    /// Those that were something else than null in at least one answer.
    private(set) var filled: Set<String> = []

    init(document: JSON) {
        self.document = document
    }

    /// The schema of a path's answer.
    func answer(of path: String) -> JSON {
        document["paths"][path]["get"]["responses"]["200"]["content"]["application/json"]["schema"]
    }

    /// - Parameter place: What a fault is told with; a schema with a name begins anew, so that all its uses count together.
    mutating func check(_ value: JSON, _ schema: JSON, _ place: String) {
        if let reference = schema["$ref"].string {
            let name = String(reference.split(separator: "/").last ?? "")
            return check(value, document["components"]["schemas"][name], name)
        }
        if let choices = schema["anyOf"].array {
            // Every choice of ours is a schema or null.
            if value.isNull, choices.contains(where: { $0["type"].string == "null" }) { return }
            guard let choice = choices.first(where: { $0["type"].string != "null" }) else { return }
            return check(value, choice, place)
        }
        let types = schema["type"].string.map { [$0] } ?? (schema["type"].array ?? []).compactMap(\.string)
        guard types.isEmpty || types.contains(where: { Self.isOf($0, value) }) else {
            faults.append("\(place): \(value) is not \(types.joined(separator: " or "))")
            return
        }
        if let words = schema["enum"].array, !words.contains(value) {
            faults.append("\(place): \(value) is not listed")
        }
        switch value {
        case .object(let found): check(found, value, schema, place)
        case .array(let items):
            for item in items { check(item, schema["items"], "\(place)[]") }
        default: break
        }
    }

    private mutating func check(_ found: [JSON.Member], _ value: JSON, _ schema: JSON, _ place: String) {
        guard case .object(let declared) = schema["properties"] else {
            for member in found where !schema["additionalProperties"].isNull {
                check(member.value, schema["additionalProperties"], "\(place).*")
            }
            return
        }
        for name in (schema["required"].array ?? []).compactMap(\.string) where !value.has(name) {
            faults.append("\(place) lacks \(name)")
        }
        for member in found {
            let inner = "\(place).\(member.name)"
            guard let property = declared.first(where: { $0.name == member.name }) else {
                faults.append("\(inner) is not in the contract")
                continue
            }
            check(member.value, property.value, inner)
        }
        for property in declared {
            members.insert("\(place).\(property.name)")
            if !value[property.name].isNull { filled.insert("\(place).\(property.name)") }
        }
    }

    private static func isOf(_ type: String, _ value: JSON) -> Bool {
        switch (type, value) {
        case ("null", .null), ("boolean", .bool), ("integer", .integer), ("number", .integer), ("number", .number),
            ("string", .string), ("array", .array), ("object", .object):
            true
        default: false
        }
    }
}
