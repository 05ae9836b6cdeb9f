import Gateways

/// Blanks what of a payload nobody is shown: values of fields with certain names, wherever they stand.
///
/// It fails closed: what cannot be taken apart is not shown at all.
struct PayloadMask: Sendable {
    /// What stands in the place of a hidden value.
    static let hidden = "•••"
    /// Names that are hidden where the settings name none. `api_key`, `apiKey` and `API-Key` are one name.
    static let defaultFields: Set<String> = [
        "password", "passwd", "passphrase", "secret", "token", "apikey", "authorization", "credential", "cookie",
        "privatekey", "qr",
    ]

    /// Short names count as whole words only: `qr` is no part of `square`.
    private static let shortName = 4
    /// What gives the name of a value that stands beside it.
    private static let nameFields: Set<String> = ["name", "key", "header", "field", "param", "parameter"]
    private static let valueFields: Set<String> = ["value", "values", "val", "content"]
    /// Words between a name and its secret, as in `Authorization: Bearer …`.
    private static let schemes: Set<String> = ["bearer", "basic", "token", "digest", "apikey"]

    private let long: [[UInt8]]
    private let short: Set<String>

    init(fields: Set<String>) {
        let names = fields.map(Self.joined).filter { !$0.isEmpty }
        long = names.filter { $0.utf8.count > Self.shortName }.map { Array($0.utf8) }
        short = Set(names.filter { $0.utf8.count <= Self.shortName })
    }

    /// A payload as an operator may see it, and whether anything is hidden.
    func mask(_ payload: String) -> (shown: JSON, isHidden: Bool) {
        guard let json = try? JSONParser.parse(payload.utf8) else { return (.string(Self.hidden), true) }
        let shown = mask(json)
        return (shown, shown != json)
    }

    // MARK: Values

    private func mask(_ json: JSON) -> JSON {
        switch json {
        case .object(let members): mask(members)
        case .array(let items): mask(items)
        case .string(let text): .string(mask(text))
        default: json
        }
    }

    private func mask(_ members: [JSON.Member]) -> JSON {
        // {"name": "Authorization", "value": "…"}
        let namesSecret = members.contains { member in
            guard Self.nameFields.contains(Self.joined(member.name)), let text = member.value.string else {
                return false
            }
            return isHidden(text)
        }
        return .object(
            members.map { member in
                let hides =
                    isHidden(member.name) || (namesSecret && Self.valueFields.contains(Self.joined(member.name)))
                return .init(member.name, hides ? .string(Self.hidden) : mask(member.value))
            })
    }

    /// A list may be pairs (`["Authorization", "…"]`) or the words of a command line (`["--token", "…"]`).
    private func mask(_ items: [JSON]) -> JSON {
        var hidesNext = false
        return .array(
            items.map { item in
                defer { hidesNext = item.string.map { isHidden($0) && !$0.contains("=") } ?? false }
                if hidesNext {
                    // `Authorization`, `Bearer`, `…`
                    if let text = item.string, Self.schemes.contains(text.lowercased()) { return item }
                    return .string(Self.hidden)
                }
                return mask(item)
            })
    }

    // MARK: Names

    /// Whether a name is hidden: one of the names is a part of it, in any case of letters and with any signs between words.
    func isHidden(_ name: String) -> Bool {
        guard name.utf8.count <= 200 else { return containsName(name) }
        let plain = Array(Self.joined(name).utf8)
        if long.contains(where: { Self.contains(plain, $0) }) { return true }
        guard !short.isEmpty else { return false }
        return Self.words(name).contains(where: short.contains)
    }

    /// Whether any of the longer names stands in a text.
    private func containsName(_ text: String) -> Bool {
        let plain = Array(Self.joined(text).utf8)
        return long.contains { Self.contains(plain, $0) }
    }

    /// Letters and digits alone, in lower case.
    private static func joined(_ name: String) -> String {
        String(
            String.UnicodeScalarView(
                name.lowercased().unicodeScalars.filter {
                    $0.properties.isAlphabetic || $0.properties.numericType != nil
                }))
    }

    /// The words of `api-key`, `api_key` and `apiKey`, in lower case.
    private static func words(_ name: String) -> [String] {
        var words: [String] = [""]
        var wasLower = false
        for character in name {
            if !character.isLetter, !character.isNumber {
                words.append("")
            } else if character.isUppercase, wasLower {
                words.append(character.lowercased())
            } else {
                words[words.count - 1] += character.lowercased()
            }
            wasLower = character.isLowercase
        }
        return words
    }

    private static func contains(_ text: [UInt8], _ part: [UInt8]) -> Bool {
        guard text.count >= part.count, let first = part.first else { return false }
        for start in 0...(text.count - part.count) where text[start] == first {
            if text[start..<(start + part.count)].elementsEqual(part) { return true }
        }
        return false
    }
}

// MARK: Texts

extension PayloadMask {
    /// A text may be JSON, an address, a header or a command line by itself.
    private func mask(_ text: String) -> String {
        if let first = text.utf8.first(where: { $0 > 0x20 }), first == UInt8(ascii: "{") || first == UInt8(ascii: "[") {
            if let json = try? JSONParser.parse(text.utf8) {
                let shown = mask(json)
                return shown == json ? text : String(decoding: shown.bytes, as: UTF8.self)
            }
            // Something like JSON that cannot be taken apart: not at all, where it may hold a secret.
            if containsName(text) { return Self.hidden }
        }
        return maskPairs(maskUser(text))
    }

    /// `https://user:password@host`
    private func maskUser(_ text: String) -> String {
        var result = ""
        var rest = Substring(text)
        while let scheme = rest.firstRange(of: "://") {
            result += rest[..<scheme.upperBound]
            rest = rest[scheme.upperBound...]
            let authority = rest.prefix { !"/?#\\\"' \n\t".contains($0) }
            if let at = authority.lastIndex(of: "@") {
                result += Self.hidden
                rest = rest[at...]
            }
        }
        return result + rest
    }

    /// `name=value`, `name: value`, `--name value`, `Bearer value`.
    private func maskPairs(_ text: String) -> String {
        // Long texts are not taken apart where none of the names is in them.
        let mayHold = text.utf8.count < 10_000 || containsName(text) || text.lowercased().contains("bearer ")
        guard mayHold else { return text }
        var result = ""
        var rest = Substring(text)
        while let start = rest.firstIndex(where: Self.isOfName) {
            result += rest[..<start]
            let name = rest[start...].prefix(while: Self.isOfName)
            result += name
            rest = rest[name.endIndex...]
            let isScheme = Self.schemes.contains(name.lowercased()) && rest.first == " "
            guard isHidden(String(name)) || isScheme else { continue }
            var between = rest.prefix { "\"'\\ \t".contains($0) }
            var separator = rest[between.endIndex...].prefix(1)
            if ["%3d", "%3a"].contains(rest[between.endIndex...].prefix(3).lowercased()) {
                separator = rest[between.endIndex...].prefix(3)
            }
            let isAssigned = ["=", ":", "%3d", "%3a"].contains(separator.lowercased())
            let isOption = name.hasPrefix("-") && !between.isEmpty
            guard isAssigned || isOption || isScheme else { continue }
            result += between
            rest = rest[between.endIndex...]
            if isAssigned {
                result += separator
                rest = rest[separator.endIndex...]
                between = rest.prefix { "\"'\\ \t".contains($0) }
                result += between
                rest = rest[between.endIndex...]
            }
            // `Bearer` itself is none; what follows it is looked at as the value of a scheme.
            let quote = between.last.flatMap { "\"'".contains($0) ? $0 : nil }
            let value = rest.prefix { character in
                quote.map { character != $0 } ?? !Self.endsValue(character)
            }
            if Self.schemes.contains(value.lowercased()) { continue }
            // "A basic plan" is no login.
            let isPlain = value.isEmpty || (!isAssigned && !isOption && value.utf8.count < 8)
            result += isPlain ? value : Substring(Self.hidden)
            rest = rest[value.endIndex...]
        }
        return result + rest
    }

    private static func isOfName(_ character: Character) -> Bool {
        character.isLetter || character.isNumber || character == "_" || character == "-" || character == "."
    }

    private static func endsValue(_ character: Character) -> Bool {
        character.isWhitespace || "&;,\"'<>)}]".contains(character)
    }
}
