/// The gzip format (RFC 1952).
enum Gzip {
    /// The bytes as a gzip file, without name and time, so that the same bytes give the same file.
    static func compress(_ input: [UInt8]) -> [UInt8] {
        let head: [UInt8] = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255]
        return head + Deflate.compress(input) + littleEndian(checksum(input))
            + littleEndian(UInt32(truncatingIfNeeded: input.count))
    }

    private static func littleEndian(_ value: UInt32) -> [UInt8] {
        (0..<4).map { UInt8(truncatingIfNeeded: value >> (8 * UInt32($0))) }
    }

    private static let table: [UInt32] = (0..<256).map { index in
        (0..<8).reduce(UInt32(index)) { value, _ in value & 1 == 1 ? 0xedb8_8320 ^ (value >> 1) : value >> 1 }
    }

    /// CRC-32 as gzip takes it.
    static func checksum(_ input: [UInt8]) -> UInt32 {
        ~input.reduce(0xffff_ffff as UInt32) { table[Int(($0 ^ UInt32($1)) & 0xff)] ^ ($0 >> 8) }
    }
}
