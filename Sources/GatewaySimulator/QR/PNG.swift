/// Writes PNG pictures of one bit a pixel, black on white.
///
/// The deflate stream holds stored blocks only (RFC 1951, 3.2.4): a QR code of 9 KB needs no compression, and so no
/// library.
enum PNG {
    /// A picture of rows of pixels, true for black. All rows have the same length.
    static func encode(width: Int, height: Int, isBlack: (_ x: Int, _ y: Int) -> Bool) -> [UInt8] {
        var rows: [UInt8] = []
        for y in 0..<height {
            rows.append(0)  // no filter
            var x = 0
            while x < width {
                var byte: UInt8 = 0
                for bit in 0..<8 where x + bit >= width || !isBlack(x + bit, y) { byte |= 0x80 >> UInt8(bit) }
                rows.append(byte)
                x += 8
            }
        }
        var file: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]
        // Depth 1, greyscale, deflate, no filter, not interlaced.
        file += chunk("IHDR", bigEndian(width) + bigEndian(height) + [1, 0, 0, 0, 0])
        file += chunk("IDAT", zlibStored(rows))
        file += chunk("IEND", [])
        return file
    }

    private static func chunk(_ name: String, _ content: [UInt8]) -> [UInt8] {
        let named = Array(name.utf8) + content
        return bigEndian(content.count) + named + bigEndian(Int(crc32(named)))
    }

    /// A zlib stream (RFC 1950) of stored blocks.
    private static func zlibStored(_ content: [UInt8]) -> [UInt8] {
        var stream: [UInt8] = [0x78, 0x01]
        var start = 0
        repeat {
            let end = min(start + 65_535, content.count)
            let length = UInt16(end - start)
            stream.append(end == content.count ? 1 : 0)
            for value in [length, ~length] { stream += [UInt8(value & 0xFF), UInt8(value >> 8)] }
            stream += content[start..<end]
            start = end
        } while start < content.count
        return stream + bigEndian(Int(adler32(content)))
    }

    private static func bigEndian(_ value: Int) -> [UInt8] {
        [UInt8(value >> 24 & 0xFF), UInt8(value >> 16 & 0xFF), UInt8(value >> 8 & 0xFF), UInt8(value & 0xFF)]
    }

    static func adler32(_ bytes: [UInt8]) -> UInt32 {
        var low: UInt32 = 1
        var high: UInt32 = 0
        for byte in bytes {
            low = (low + UInt32(byte)) % 65_521
            high = (high + low) % 65_521
        }
        return high << 16 | low
    }

    static func crc32(_ bytes: [UInt8]) -> UInt32 {
        var crc: UInt32 = 0xFFFF_FFFF
        for byte in bytes { crc = crcTable[Int((crc ^ UInt32(byte)) & 0xFF)] ^ (crc >> 8) }
        return ~crc
    }

    private static let crcTable: [UInt32] = (0..<256).map { index in
        (0..<8).reduce(UInt32(index)) { value, _ in value & 1 == 1 ? 0xEDB8_8320 ^ (value >> 1) : value >> 1 }
    }
}
