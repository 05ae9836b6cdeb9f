/// The codewords of a QR code: data in byte mode, split into blocks, each with its correction, interleaved.
enum QRCodewords {
    static func interleaved(_ bytes: some Collection<UInt8>, version: QRVersion) -> [UInt8] {
        let data = padded(bytes, version: version)
        let count = version.blockCount
        let shortLength = data.count / count
        let shortBlocks = count - data.count % count
        var blocks: [ArraySlice<UInt8>] = []
        var start = 0
        for block in 0..<count {
            let end = start + shortLength + (block < shortBlocks ? 0 : 1)
            blocks.append(data[start..<end])
            start = end
        }
        let corrections = blocks.map { ReedSolomon.correction(of: $0, count: version.correctionPerBlock) }
        var result: [UInt8] = []
        for place in 0...shortLength {
            for block in blocks where place < block.count { result.append(block[block.startIndex + place]) }
        }
        for place in 0..<version.correctionPerBlock {
            for correction in corrections { result.append(correction[place]) }
        }
        return result
    }

    /// Mode, length, bytes, terminator, and padding (ISO/IEC 18004, 7.4).
    private static func padded(_ bytes: some Collection<UInt8>, version: QRVersion) -> [UInt8] {
        var bits = QRBits()
        bits.append(0b0100, count: 4)
        bits.append(bytes.count, count: version.lengthBits)
        for byte in bytes { bits.append(Int(byte), count: 8) }
        let capacity = version.dataCodewordCount
        bits.append(0, count: min(4, capacity * 8 - bits.count))
        bits.append(0, count: (8 - bits.count % 8) % 8)
        var padding = 0xEC
        while bits.bytes.count < capacity {
            bits.append(padding, count: 8)
            padding ^= 0xEC ^ 0x11
        }
        return bits.bytes
    }
}
