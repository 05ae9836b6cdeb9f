@testable import GatewaySimulator

/// Reads a one-bit PNG whose deflate stream holds stored blocks, and checks every length and checksum in it.
struct PNGReader {
    struct Malformed: Error {
        var what: String
    }

    private(set) var width = 0
    private(set) var height = 0
    private var pixels: [UInt8] = []

    init(_ file: [UInt8]) throws {
        guard file.starts(with: [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]) else { throw Malformed(what: "head") }
        var place = 8
        var stream: [UInt8] = []
        var names: [String] = []
        while place < file.count {
            let length = Self.number(file[place..<(place + 4)])
            let named = Array(file[(place + 4)..<(place + 8 + length)])
            let crc = Self.number(file[(place + 8 + length)..<(place + 12 + length)])
            guard crc == Int(PNG.crc32(named)) else { throw Malformed(what: "crc") }
            let name = String(decoding: named.prefix(4), as: UTF8.self)
            names.append(name)
            if name == "IHDR" {
                width = Self.number(named[4..<8])
                height = Self.number(named[8..<12])
                guard Array(named[12...]) == [1, 0, 0, 0, 0] else { throw Malformed(what: "format") }
            }
            if name == "IDAT" { stream += named[4...] }
            place += 12 + length
        }
        guard names == ["IHDR", "IDAT", "IEND"] else { throw Malformed(what: "chunks") }
        pixels = try Self.inflate(stream)
        guard pixels.count == (1 + (width + 7) / 8) * height else { throw Malformed(what: "size") }
    }

    func isBlack(_ x: Int, _ y: Int) -> Bool {
        let row = 1 + (width + 7) / 8
        return pixels[y * row + 1 + x / 8] >> UInt8(7 - x % 8) & 1 == 0
    }

    private static func number(_ bytes: some Sequence<UInt8>) -> Int {
        bytes.reduce(0) { $0 << 8 | Int($1) }
    }

    private static func inflate(_ stream: [UInt8]) throws -> [UInt8] {
        guard stream.count > 6, (Int(stream[0]) << 8 | Int(stream[1])) % 31 == 0 else { throw Malformed(what: "zlib") }
        var content: [UInt8] = []
        var place = 2
        var isLast = false
        while !isLast {
            guard stream[place] <= 1 else { throw Malformed(what: "block") }
            isLast = stream[place] == 1
            let length = Int(stream[place + 1]) | Int(stream[place + 2]) << 8
            let inverse = Int(stream[place + 3]) | Int(stream[place + 4]) << 8
            guard length == ~inverse & 0xFFFF else { throw Malformed(what: "length") }
            content += stream[(place + 5)..<(place + 5 + length)]
            place += 5 + length
        }
        guard number(stream[place...]) == Int(PNG.adler32(content)) else { throw Malformed(what: "adler") }
        return content
    }
}
