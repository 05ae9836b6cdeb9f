/// Reads JSON (RFC 8259) within limits that hold before anything is built.
///
/// A parser of our own, because the depth must be bounded while reading, and because the lists of ten thousand sessions
/// have to be read quickly and without a dictionary for each item.
package struct JSONParser {
    /// The deepest nesting taken. Gateways nest to about 8.
    package static let depthLimit = 64
    /// The most values taken. Ten thousand sessions with 60 values each are 600,000.
    package static let valueLimit = 2_000_000

    /// Reads one value from all of the bytes.
    package static func parse(_ bytes: some Collection<UInt8>) throws(JSONError) -> JSON {
        let result = bytes.withContiguousStorageIfAvailable { buffer in parse(buffer: buffer) }
        return try (result ?? Array(bytes).withUnsafeBufferPointer { buffer in parse(buffer: buffer) }).get()
    }

    private static func parse(buffer: UnsafeBufferPointer<UInt8>) -> Result<JSON, JSONError> {
        do throws(JSONError) {
            var parser = JSONParser(bytes: buffer)
            parser.skipSpace()
            guard !parser.isAtEnd else { throw .empty }
            let value = try parser.value(depth: 0)
            parser.skipSpace()
            guard parser.isAtEnd else { throw parser.malformed }
            return .success(value)
        } catch {
            return .failure(error)
        }
    }

    private let bytes: UnsafeBufferPointer<UInt8>
    private var position = 0
    private var values = 0

    private init(bytes: UnsafeBufferPointer<UInt8>) {
        self.bytes = bytes
        // A byte order mark has no business here (RFC 8259, section 8.1), but some proxies put one.
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { position = 3 }
    }

    private var isAtEnd: Bool { position >= bytes.count }
    private var malformed: JSONError { .malformed(at: position) }

    private mutating func skipSpace() {
        while position < bytes.count {
            switch bytes[position] {
            case 0x20, 0x0A, 0x0D, 0x09: position += 1
            default: return
            }
        }
    }

    private mutating func value(depth: Int) throws(JSONError) -> JSON {
        guard depth < Self.depthLimit else { throw .tooDeep }
        values += 1
        guard values <= Self.valueLimit else { throw .tooMany }
        guard !isAtEnd else { throw malformed }
        switch bytes[position] {
        case UInt8(ascii: "{"): return try object(depth: depth)
        case UInt8(ascii: "["): return try array(depth: depth)
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "t"): return try word("true", .bool(true))
        case UInt8(ascii: "f"): return try word("false", .bool(false))
        case UInt8(ascii: "n"): return try word("null", .null)
        default: return try number()
        }
    }

    private mutating func object(depth: Int) throws(JSONError) -> JSON {
        position += 1
        var members: [JSON.Member] = []
        skipSpace()
        if take("}") { return .object(members) }
        while true {
            skipSpace()
            guard !isAtEnd, bytes[position] == UInt8(ascii: "\"") else { throw malformed }
            let name = try string()
            skipSpace()
            guard take(":") else { throw malformed }
            skipSpace()
            members.append(JSON.Member(name, try value(depth: depth + 1)))
            skipSpace()
            if take(",") { continue }
            guard take("}") else { throw malformed }
            return .object(members)
        }
    }

    private mutating func array(depth: Int) throws(JSONError) -> JSON {
        position += 1
        var elements: [JSON] = []
        skipSpace()
        if take("]") { return .array(elements) }
        while true {
            skipSpace()
            elements.append(try value(depth: depth + 1))
            skipSpace()
            if take(",") { continue }
            guard take("]") else { throw malformed }
            return .array(elements)
        }
    }

    private mutating func take(_ character: Unicode.Scalar) -> Bool {
        guard position < bytes.count, UInt32(bytes[position]) == character.value else { return false }
        position += 1
        return true
    }

    private mutating func word(_ word: StaticString, _ value: JSON) throws(JSONError) -> JSON {
        for offset in 0..<word.utf8CodeUnitCount {
            guard !isAtEnd, bytes[position] == word.utf8Start[offset] else { throw malformed }
            position += 1
        }
        return value
    }

    private mutating func string() throws(JSONError) -> String {
        position += 1
        let start = position
        while position < bytes.count {
            switch bytes[position] {
            case UInt8(ascii: "\""):
                defer { position += 1 }
                return String(decoding: bytes[start..<position], as: UTF8.self)
            case UInt8(ascii: "\\"): return try escapedString(from: start)
            case 0..<0x20: throw malformed
            default: position += 1
            }
        }
        throw malformed
    }

    /// The rest of a string in which a backslash was met.
    private mutating func escapedString(from start: Int) throws(JSONError) -> String {
        var output = Array(bytes[start..<position])
        while position < bytes.count {
            let byte = bytes[position]
            position += 1
            switch byte {
            case UInt8(ascii: "\""): return String(decoding: output, as: UTF8.self)
            case UInt8(ascii: "\\"): try escape(into: &output)
            case 0..<0x20: throw malformed
            default: output.append(byte)
            }
        }
        throw malformed
    }

    private mutating func escape(into output: inout [UInt8]) throws(JSONError) {
        guard !isAtEnd else { throw malformed }
        let byte = bytes[position]
        position += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): output.append(byte)
        case UInt8(ascii: "b"): output.append(0x08)
        case UInt8(ascii: "f"): output.append(0x0C)
        case UInt8(ascii: "n"): output.append(0x0A)
        case UInt8(ascii: "r"): output.append(0x0D)
        case UInt8(ascii: "t"): output.append(0x09)
        case UInt8(ascii: "u"): output.append(contentsOf: Array(String(try unicodeEscape()).utf8))
        default: throw malformed
        }
    }

    private mutating func unicodeEscape() throws(JSONError) -> Character {
        let first = try codeUnit()
        if let scalar = Unicode.Scalar(first) { return Character(scalar) }
        // Half of a pair: with its other half one character, alone a replacement, as JavaScript's decoders make it.
        let mark = position
        guard UTF16.isLeadSurrogate(UInt16(first)), take("\\"), take("u") else {
            position = mark
            return "\u{FFFD}"
        }
        let second = try codeUnit()
        guard (0xDC00...0xDFFF).contains(second) else {
            position = mark
            return "\u{FFFD}"
        }
        return Unicode.Scalar(0x10000 + (first - 0xD800) << 10 + (second - 0xDC00)).map(Character.init) ?? "\u{FFFD}"
    }

    private mutating func codeUnit() throws(JSONError) -> UInt32 {
        var value: UInt32 = 0
        for _ in 0..<4 {
            guard !isAtEnd, let digit = Character(Unicode.Scalar(bytes[position])).hexDigitValue else {
                throw malformed
            }
            value = value << 4 | UInt32(digit)
            position += 1
        }
        return value
    }

    private mutating func number() throws(JSONError) -> JSON {
        let start = position
        _ = take("-")
        let integerStart = position
        guard digits() > 0 else { throw malformed }
        if bytes[integerStart] == UInt8(ascii: "0"), position > integerStart + 1 { throw malformed }
        var isInteger = true
        if take(".") {
            isInteger = false
            guard digits() > 0 else { throw malformed }
        }
        if take("e") || take("E") {
            isInteger = false
            if !take("+") { _ = take("-") }
            guard digits() > 0 else { throw malformed }
        }
        // A number of a thousand digits is nonsense that costs time to convert.
        guard position - start <= 400 else { throw malformed }
        let text = String(decoding: bytes[start..<position], as: UTF8.self)
        if isInteger, let value = Int64(text) { return .integer(value) }
        // 1e999 is infinite, and no number of anything.
        guard let value = Double(text), value.isFinite else { throw malformed }
        return .number(value)
    }

    private mutating func digits() -> Int {
        let start = position
        while position < bytes.count, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(bytes[position]) {
            position += 1
        }
        return position - start
    }
}
