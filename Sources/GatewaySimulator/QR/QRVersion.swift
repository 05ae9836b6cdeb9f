/// The size of a QR code, with its capacity at error correction level M (ISO/IEC 18004, tables 7 and 9).
///
/// Versions 1 to 20 are enough: version 20 holds 666 bytes, and WhatsApp's codes have about 240.
struct QRVersion {
    static let largest = 20
    private static let correctionPerBlock = [
        10, 16, 26, 18, 24, 16, 18, 22, 22, 26, 30, 22, 22, 24, 24, 28, 28, 26, 26, 26,
    ]
    private static let blocks = [1, 1, 1, 2, 2, 4, 4, 4, 5, 5, 5, 8, 9, 9, 10, 10, 11, 13, 14, 16]

    let number: Int

    /// The smallest version that holds that many bytes; nil where none does.
    static func holding(_ byteCount: Int) -> QRVersion? {
        (1...largest).lazy.map { QRVersion(number: $0) }.first { $0.byteCapacity >= byteCount }
    }

    /// Modules along one side.
    var size: Int { number * 4 + 17 }

    var blockCount: Int { Self.blocks[number - 1] }

    var correctionPerBlock: Int { Self.correctionPerBlock[number - 1] }

    /// All codewords, data and correction.
    var codewordCount: Int {
        var modules = (16 * number + 128) * number + 64
        if number >= 2 {
            let alignments = number / 7 + 2
            modules -= (25 * alignments - 10) * alignments - 55
            if number >= 7 { modules -= 36 }
        }
        return modules / 8
    }

    var dataCodewordCount: Int { codewordCount - blockCount * correctionPerBlock }

    /// Bits of the field that tells how many bytes follow.
    var lengthBits: Int { number < 10 ? 8 : 16 }

    /// Bytes that fit, after the mode (4 bits) and the length.
    var byteCapacity: Int { (dataCodewordCount * 8 - 4 - lengthBits) / 8 }

    /// Centres of the alignment patterns, along either axis.
    var alignmentCentres: [Int] {
        guard number > 1 else { return [] }
        let count = number / 7 + 2
        let step = (number * 4 + count * 2 + 1) / (count * 2 - 2) * 2
        let rest = (0..<(count - 1)).map { size - 7 - $0 * step }
        return [6] + rest.reversed()
    }
}
