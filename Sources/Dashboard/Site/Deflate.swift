/// Compresses bytes as RFC 1951 says, with the fixed codes: simple, and enough for text that is compressed once.
///
/// Written here so that the program needs no library beside SQLite on the machine it runs on.
struct Deflate {
    private static let window = 32_768
    private static let shortest = 3
    private static let longest = 258
    /// How many earlier places with the same beginning are looked at.
    private static let tries = 64
    /// First length of each length code from 257, and how many extra bits it has (RFC 1951, 3.2.5).
    private static let lengthBases: [Int] = [
        3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195, 227,
        258,
    ]
    private static let lengthBits: [Int] = [
        0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0,
    ]
    private static let distanceBases: [Int] = [
        1, 2, 3, 4, 5, 7, 9, 13, 17, 25, 33, 49, 65, 97, 129, 193, 257, 385, 513, 769, 1025, 1537, 2049, 3073, 4097,
        6145, 8193, 12289, 16385, 24577,
    ]
    private static let distanceBits: [Int] = [
        0, 0, 0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8, 8, 9, 9, 10, 10, 11, 11, 12, 12, 13, 13,
    ]

    private var output: [UInt8] = []
    private var pending: UInt64 = 0
    private var pendingCount = 0

    /// The bytes as one compressed block.
    static func compress(_ input: [UInt8]) -> [UInt8] {
        var deflate = Deflate()
        deflate.output.reserveCapacity(input.count / 2)
        deflate.put(1, bits: 1)
        deflate.put(1, bits: 2)
        deflate.write(input)
        deflate.literal(256)
        if deflate.pendingCount > 0 { deflate.output.append(UInt8(truncatingIfNeeded: deflate.pending)) }
        return deflate.output
    }

    private mutating func write(_ input: [UInt8]) {
        var heads = [Int32](repeating: -1, count: 1 << 15)
        var earlier = [Int32](repeating: -1, count: Self.window)
        func slot(_ at: Int) -> Int {
            let value = UInt32(input[at]) << 16 | UInt32(input[at + 1]) << 8 | UInt32(input[at + 2])
            return Int((value &* 0x9e37_79b1) >> 17)
        }
        func remember(_ at: Int) {
            guard at + Self.shortest <= input.count else { return }
            let index = slot(at)
            earlier[at % Self.window] = heads[index]
            heads[index] = Int32(at)
        }
        var position = 0
        while position < input.count {
            var best = (length: 0, distance: 0)
            if position + Self.shortest <= input.count {
                let limit = min(Self.longest, input.count - position)
                var candidate = Int(heads[slot(position)])
                var left = Self.tries
                while candidate >= 0, position - candidate < Self.window, left > 0, best.length < limit {
                    var length = 0
                    while length < limit, input[candidate + length] == input[position + length] { length += 1 }
                    if length > best.length { best = (length, position - candidate) }
                    let next = Int(earlier[candidate % Self.window])
                    // A slot that was written over points forward: the chain ends there.
                    guard next < candidate else { break }
                    candidate = next
                    left -= 1
                }
            }
            guard best.length >= Self.shortest else {
                literal(Int(input[position]))
                remember(position)
                position += 1
                continue
            }
            match(length: best.length, distance: best.distance)
            for at in position..<(position + best.length) { remember(at) }
            position += best.length
        }
    }

    private mutating func match(length: Int, distance: Int) {
        let code = (Self.lengthBases.lastIndex { $0 <= length }) ?? 0
        literal(257 + code)
        put(length - Self.lengthBases[code], bits: Self.lengthBits[code])
        let far = (Self.distanceBases.lastIndex { $0 <= distance }) ?? 0
        put(reversed(far, bits: 5), bits: 5)
        put(distance - Self.distanceBases[far], bits: Self.distanceBits[far])
    }

    /// One literal or length code, by the fixed table of RFC 1951, 3.2.6.
    private mutating func literal(_ symbol: Int) {
        switch symbol {
        case ..<144: put(reversed(0x30 + symbol, bits: 8), bits: 8)
        case ..<256: put(reversed(0x190 + symbol - 144, bits: 9), bits: 9)
        case ..<280: put(reversed(symbol - 256, bits: 7), bits: 7)
        default: put(reversed(0xc0 + symbol - 280, bits: 8), bits: 8)
        }
    }

    private func reversed(_ code: Int, bits: Int) -> Int {
        var result = 0
        for bit in 0..<bits where code & (1 << bit) != 0 { result |= 1 << (bits - 1 - bit) }
        return result
    }

    private mutating func put(_ value: Int, bits: Int) {
        pending |= UInt64(value) << UInt64(pendingCount)
        pendingCount += bits
        while pendingCount >= 8 {
            output.append(UInt8(truncatingIfNeeded: pending))
            pending >>= 8
            pendingCount -= 8
        }
    }
}
