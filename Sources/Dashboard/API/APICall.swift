import Basics
import Gateways
import HTTPTypes
import WallTime

/// One request to the API, as an endpoint sees it: verified, its body read, its path taken apart.
struct APICall: Sendable {
    var method: HTTPRequest.Method
    var path: String
    var parameters: [String: String]
    var query: [String: String]
    var headers: HTTPFields
    var body: [UInt8]
    /// Who asks; nil only where the endpoint is open to strangers.
    var identity: Identity?
    /// Whom the request is counted as.
    var asker: LoginAsker
    var now: Timestamp

    /// The name for the audit.
    var user: String { identity?.user ?? "?" }
    var isOperator: Bool { identity?.role == .operator }

    // MARK: Path and query

    /// A number in the path.
    func id(_ name: String = "id") throws -> Int64 {
        guard let id = parameters[name].flatMap({ Int64($0) }) else {
            throw APIError(.badRequest, "\"\(name)\" in the path must be a number.", field: name)
        }
        return id
    }

    /// A name in the path, of something that there is: other programs may have given it any name.
    func name(_ name: String) throws -> String {
        guard let text = parameters[name], (1...1000).contains(text.utf8.count) else {
            throw APIError(.badRequest, "\"\(name)\" in the path must have 1 to 1000 bytes.", field: name)
        }
        return text
    }

    /// A text of the query; an empty one counts as not given. Limits are in code points, as JSON Schema has them: a character that
    /// is drawn as one may hold any number of accents.
    func text(_ name: String, limit: Int = 200) throws -> String? {
        guard let text = query[name], !text.isEmpty else { return nil }
        guard text.unicodeScalars.count <= limit else {
            throw APIError(.badRequest, "\"\(name)\" may have \(limit) characters at most.", field: name)
        }
        return text
    }

    /// One of some words.
    func choice(_ name: String, _ words: [String], default fallback: String) throws -> String {
        guard let text = try text(name) else { return fallback }
        guard words.contains(text) else { throw wrong(name, words) }
        return text
    }

    /// Several of some words, separated by commas; nil where none is given.
    func choices(_ name: String, _ words: [String]) throws -> Set<String>? {
        guard let names = try names(name) else { return nil }
        let values = names.map(\.text)
        if !values.allSatisfy(words.contains) { throw wrong(name, words) }
        return Set(values)
    }

    /// Several names, separated by commas, of which each is good; nil where none is given.
    func names(_ name: String) throws -> Set<Name>? {
        guard let text = try text(name, limit: 4000) else { return nil }
        // By bytes: an accent after a comma would hide it from a split of characters.
        let parts = text.utf8.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false)
        return Set(parts.map { Name(String(decoding: $0, as: UTF8.self)) })
    }

    func number(_ name: String, in range: ClosedRange<Int64>, default fallback: Int64) throws -> Int64 {
        try number(name, in: range) ?? fallback
    }

    func number(_ name: String, in range: ClosedRange<Int64>) throws -> Int64? {
        guard let text = try text(name) else { return nil }
        guard let value = Int64(text), range.contains(value) else {
            throw APIError(
                .badRequest, "\"\(name)\" must be a number from \(range.lowerBound) to \(range.upperBound).",
                field: name)
        }
        return value
    }

    func flag(_ name: String) throws -> Bool? {
        try text(name).map { _ in try choice(name, ["true", "false"], default: "false") == "true" }
    }

    /// How many at most.
    func limit(_ fallback: Int64 = 100, maximum: Int64 = 500) throws -> Int {
        Int(try number("limit", in: 1...maximum, default: fallback))
    }

    private func wrong(_ name: String, _ words: [String]) -> APIError {
        APIError(.badRequest, "\"\(name)\" must be one of \(words.joined(separator: ", ")).", field: name)
    }

    // MARK: Body

    /// The body, which must be a JSON object.
    func object() throws -> JSON {
        let type = headers[.contentType]?.split(separator: ";").first.map {
            $0.filter { !$0.isWhitespace }.lowercased()
        }
        guard type == "application/json" else {
            throw APIError(.unsupportedType, "Send JSON, with the header Content-Type: application/json.")
        }
        let json: JSON
        do {
            json = try JSONParser.parse(body)
        } catch {
            throw APIError(.badRequest, "The body is not JSON that can be read (\(error)).")
        }
        guard json.isObject else { throw APIError(.badRequest, "The body must be a JSON object.") }
        return json
    }

    /// The reason in a body that holds nothing else; an absent body is as good as an empty object.
    func reason() throws -> String? {
        guard !body.isEmpty else { return nil }
        return try Self.text(try object(), "reason", limit: 500)
    }

    static func text(_ json: JSON, _ name: String, limit: Int) throws -> String? {
        if json[name].isNull { return nil }
        guard let text = json[name].string, text.unicodeScalars.count <= limit, !text.utf8.contains(0) else {
            throw APIError(.badRequest, "\"\(name)\" must be a text of \(limit) characters at most.", field: name)
        }
        return text.isEmpty ? nil : text
    }

    static func time(_ json: JSON, _ name: String) throws -> Timestamp? {
        if json[name].isNull { return nil }
        guard case .integer(let value) = json[name], (0...4_102_444_800_000).contains(value) else {
            throw APIError(
                .badRequest, "\"\(name)\" must be a time in milliseconds since 1970, as a whole number.", field: name)
        }
        return Timestamp(milliseconds: value)
    }
}
