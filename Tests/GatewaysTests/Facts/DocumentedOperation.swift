import Gateways

/// An operation as a gateway's own document describes it, read from a line of `DocumentedOperation+Tables.swift`:
///
///     GET /api/{session}/auth/qr query(format!) key(X-Api-Key)
struct DocumentedOperation {
    /// A parameter, or a member of the body.
    struct Item {
        var name: String
        var isRequired: Bool
    }

    var method: String
    /// With `{}` for each value.
    var path: String
    var query: [Item]
    var body: [Item]
    /// `basic`, `bearer`, or the header that the key goes into; nil where none is wanted.
    var key: String?

    var operation: String { "\(method) \(path)" }

    /// Reads a line of a table; nil where it is none.
    init?(_ line: Substring) {
        let head = line.prefix { $0 != "(" }.split(separator: " ")
        guard head.count >= 2 else { return nil }
        method = String(head[0])
        path = Self.template(head[1])
        query = Self.items("query", in: line)
        body = Self.items("body", in: line)
        key = Self.items("key", in: line).first?.name
    }

    static func table(_ kind: GatewayKind) -> [DocumentedOperation] {
        document(kind).split(separator: "\n").compactMap { DocumentedOperation($0) }
    }

    private static func template(_ path: Substring) -> String {
        path.split(separator: "/", omittingEmptySubsequences: false)
            .map { $0.hasPrefix("{") ? "{}" : String($0) }.joined(separator: "/")
    }

    private static func items(_ group: String, in line: Substring) -> [Item] {
        guard let start = line.firstRange(of: " \(group)(") else { return [] }
        return line[start.upperBound...].prefix { $0 != ")" }.split(separator: " ").map { word in
            Item(name: String(word.prefix { $0 != "!" }), isRequired: word.hasSuffix("!"))
        }
    }
}
