/// A QR code (ISO/IEC 18004), byte mode, error correction level M.
///
/// Written here because a simulated gateway must show codes that a phone's camera and a test can read, and nothing
/// else in the project needs them made.
package struct QRCode: Sendable {
    /// Modules along one side.
    package private(set) var size: Int
    private var dark: [Bool]
    private var reserved: [Bool]

    /// Encodes bytes; nil for more than 666 of them.
    ///
    /// - Parameter mask: 0–7; nil for the one that is easiest to read.
    package init?(_ bytes: some Collection<UInt8>, mask: Int? = nil) {
        guard let version = QRVersion.holding(bytes.count) else { return nil }
        size = version.size
        dark = Array(repeating: false, count: size * size)
        reserved = dark
        drawPatterns(version)
        place(QRCodewords.interleaved(bytes, version: version))
        let plain = self
        if let mask {
            self = plain.masked(mask)
            return
        }
        var best = plain.masked(0)
        var penalty = best.penalty
        for mask in 1..<8 {
            let candidate = plain.masked(mask)
            let candidatePenalty = candidate.penalty
            if candidatePenalty < penalty { (best, penalty) = (candidate, candidatePenalty) }
        }
        self = best
    }

    /// Whether the module of that column and row is dark.
    package func isDark(_ x: Int, _ y: Int) -> Bool {
        dark[y * size + x]
    }

    /// Whether the module belongs to a pattern and carries no data.
    func isReserved(_ x: Int, _ y: Int) -> Bool {
        reserved[y * size + x]
    }

    // MARK: Patterns

    private mutating func reserve(_ x: Int, _ y: Int, dark isDark: Bool) {
        guard (0..<size).contains(x), (0..<size).contains(y) else { return }
        dark[y * size + x] = isDark
        reserved[y * size + x] = true
    }

    private mutating func drawPatterns(_ version: QRVersion) {
        for place in 0..<size {
            reserve(6, place, dark: place % 2 == 0)
            reserve(place, 6, dark: place % 2 == 0)
        }
        for (x, y) in [(3, 3), (size - 4, 3), (3, size - 4)] {
            for dy in -4...4 {
                for dx in -4...4 {
                    let distance = max(abs(dx), abs(dy))
                    reserve(x + dx, y + dy, dark: distance != 2 && distance != 4)
                }
            }
        }
        let centres = version.alignmentCentres
        for (row, y) in centres.enumerated() {
            for (column, x) in centres.enumerated() {
                let last = centres.count - 1
                // The three corners hold finder patterns.
                let isCorner = (row == 0 && (column == 0 || column == last)) || (row == last && column == 0)
                if isCorner { continue }
                for dy in -2...2 {
                    for dx in -2...2 { reserve(x + dx, y + dy, dark: max(abs(dx), abs(dy)) != 1) }
                }
            }
        }
        drawFormat(mask: 0)
        if version.number >= 7 { drawVersion(version.number) }
    }

    /// Level and mask with their BCH code, twice (ISO/IEC 18004, 7.9).
    private mutating func drawFormat(mask: Int) {
        // Level M has the bits 00.
        var remainder = mask
        for _ in 0..<10 { remainder = (remainder << 1) ^ ((remainder >> 9) * 0x537) }
        let bits = (mask << 10 | remainder) ^ 0x5412
        func bit(_ place: Int) -> Bool { (bits >> place) & 1 == 1 }
        for place in 0...5 { reserve(8, place, dark: bit(place)) }
        reserve(8, 7, dark: bit(6))
        reserve(8, 8, dark: bit(7))
        reserve(7, 8, dark: bit(8))
        for place in 9..<15 { reserve(14 - place, 8, dark: bit(place)) }
        for place in 0..<8 { reserve(size - 1 - place, 8, dark: bit(place)) }
        for place in 8..<15 { reserve(8, size - 15 + place, dark: bit(place)) }
        reserve(8, size - 8, dark: true)
    }

    /// The version with its BCH code, twice (ISO/IEC 18004, 7.10).
    private mutating func drawVersion(_ number: Int) {
        var remainder = number
        for _ in 0..<12 { remainder = (remainder << 1) ^ ((remainder >> 11) * 0x1F25) }
        let bits = number << 12 | remainder
        for place in 0..<18 {
            let isDark = (bits >> place) & 1 == 1
            reserve(size - 11 + place % 3, place / 3, dark: isDark)
            reserve(place / 3, size - 11 + place % 3, dark: isDark)
        }
    }

    // MARK: Data

    /// Lays the codewords out in two-module columns, upwards and downwards in turn, from the right.
    private mutating func place(_ codewords: [UInt8]) {
        var index = 0
        for right in QRCode.columnPairs(size) {
            let upwards = (right + 1) & 2 == 0
            for step in 0..<size {
                let y = upwards ? size - 1 - step : step
                for x in [right, right - 1] where !isReserved(x, y) && index < codewords.count * 8 {
                    dark[y * size + x] = (codewords[index >> 3] >> (7 - UInt8(index & 7))) & 1 == 1
                    index += 1
                }
            }
        }
    }

    /// The right columns of the pairs that data runs through; the vertical timing pattern (column 6) is stepped over.
    static func columnPairs(_ size: Int) -> [Int] {
        stride(from: size - 1, through: 1, by: -2).map { $0 <= 6 ? $0 - 1 : $0 }.filter { $0 >= 1 }
    }

    private func masked(_ mask: Int) -> QRCode {
        var code = self
        for y in 0..<size {
            for x in 0..<size where !isReserved(x, y) && Self.inverts(mask, x, y) {
                code.dark[y * size + x].toggle()
            }
        }
        code.drawFormat(mask: mask)
        return code
    }

    /// Whether a mask inverts the module (ISO/IEC 18004, table 10).
    static func inverts(_ mask: Int, _ x: Int, _ y: Int) -> Bool {
        switch mask {
        case 0: (x + y) % 2 == 0
        case 1: y % 2 == 0
        case 2: x % 3 == 0
        case 3: (x + y) % 3 == 0
        case 4: (x / 3 + y / 2) % 2 == 0
        case 5: x * y % 2 + x * y % 3 == 0
        case 6: (x * y % 2 + x * y % 3) % 2 == 0
        default: ((x + y) % 2 + x * y % 3) % 2 == 0
        }
    }
}
