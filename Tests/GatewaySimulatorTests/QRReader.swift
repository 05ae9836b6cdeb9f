@testable import GatewaySimulator

/// Reads a QR code back from its modules, without error correction: it checks that there is nothing to correct.
struct QRReader {
    enum Problem: Error {
        case format
        case codewords
        case mode
    }

    let size: Int
    let isDark: (Int, Int) -> Bool

    /// The bytes of the code.
    func bytes() throws -> [UInt8] {
        let version = QRVersion(number: (size - 17) / 4)
        let codewords = try read(version, mask: mask())
        let data = try deinterleave(codewords, version)
        var position = 0
        func take(_ count: Int) -> Int {
            defer { position += count }
            return (position..<(position + count)).reduce(0) { value, place in
                value << 1 | Int(data[place / 8] >> UInt8(7 - place % 8)) & 1
            }
        }
        guard take(4) == 0b0100 else { throw Problem.mode }
        let length = take(version.lengthBits)
        return (0..<length).map { _ in UInt8(take(8)) }
    }

    /// The mask, from the copy of the format beside the upper left finder pattern.
    private func mask() throws -> Int {
        let places = [
            (8, 0), (8, 1), (8, 2), (8, 3), (8, 4), (8, 5), (8, 7), (8, 8), (7, 8), (5, 8), (4, 8), (3, 8), (2, 8),
            (1, 8),
            (0, 8),
        ]
        var bits = 0
        for (place, module) in places.enumerated() where isDark(module.0, module.1) { bits |= 1 << place }
        bits ^= 0x5412
        // Level M is 00.
        guard bits >> 13 == 0 else { throw Problem.format }
        return bits >> 10 & 7
    }

    private func read(_ version: QRVersion, mask: Int) throws -> [UInt8] {
        // Which modules carry data depends on the version alone.
        guard let pattern = QRCode([UInt8](repeating: 0, count: version.byteCapacity)), pattern.size == size else {
            throw Problem.format
        }
        var bits: [Bool] = []
        var right = size - 1
        var upwards = true
        while right > 0 {
            if right == 6 { right -= 1 }
            for step in 0..<size {
                let y = upwards ? size - 1 - step : step
                for x in [right, right - 1] where !pattern.isReserved(x, y) {
                    bits.append(isDark(x, y) != QRCode.inverts(mask, x, y))
                }
            }
            upwards.toggle()
            right -= 2
        }
        return (0..<version.codewordCount).map { word in
            bits[(word * 8)..<(word * 8 + 8)].reduce(0) { $0 << 1 | ($1 ? 1 : 0) }
        }
    }

    private func deinterleave(_ codewords: [UInt8], _ version: QRVersion) throws -> [UInt8] {
        let count = version.blockCount
        let shortLength = version.dataCodewordCount / count
        let shortBlocks = count - version.dataCodewordCount % count
        var blocks = Array(repeating: [UInt8](), count: count)
        var position = 0
        for place in 0...shortLength {
            for block in 0..<count where place < shortLength || block >= shortBlocks {
                blocks[block].append(codewords[position])
                position += 1
            }
        }
        let data = blocks.flatMap { $0 }
        for _ in 0..<version.correctionPerBlock {
            for block in 0..<count {
                blocks[block].append(codewords[position])
                position += 1
            }
        }
        guard blocks.allSatisfy({ Self.isIntact($0, correction: version.correctionPerBlock) }) else {
            throw Problem.codewords
        }
        return data
    }

    /// Whether the block as a polynomial is zero at every root of the generator.
    private static func isIntact(_ block: [UInt8], correction: Int) -> Bool {
        var root: UInt8 = 1
        for _ in 0..<correction {
            if block.reduce(0, { ReedSolomon.multiply($0, root) ^ $1 }) != 0 { return false }
            root = ReedSolomon.multiply(root, 2)
        }
        return true
    }
}
