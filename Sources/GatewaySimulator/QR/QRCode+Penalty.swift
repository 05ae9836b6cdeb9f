extension QRCode {
    /// How hard the code is to read: long runs, squares, shapes like a finder pattern, too much of one colour
    /// (ISO/IEC 18004, 7.8.3). The mask with the least is taken.
    var penalty: Int {
        var total = 0
        for line in 0..<size {
            total += Self.linePenalty((0..<size).map { isDark($0, line) })
            total += Self.linePenalty((0..<size).map { isDark(line, $0) })
        }
        for y in 0..<(size - 1) {
            for x in 0..<(size - 1) {
                let colour = isDark(x, y)
                if colour == isDark(x + 1, y), colour == isDark(x, y + 1), colour == isDark(x + 1, y + 1) { total += 3 }
            }
        }
        var darkCount = 0
        for y in 0..<size {
            for x in 0..<size where isDark(x, y) { darkCount += 1 }
        }
        return total + abs(darkCount * 20 - size * size * 10) / (size * size) * 10
    }

    private static func linePenalty(_ line: [Bool]) -> Int {
        var total = 0
        var run = 1
        // The last eleven modules as bits, to find 1011101 with four light ones on either side.
        var window = line[0] ? 1 : 0
        for place in 1..<line.count {
            if line[place] == line[place - 1] {
                run += 1
                if run == 5 { total += 3 } else if run > 5 { total += 1 }
            } else {
                run = 1
            }
            window = (window << 1 | (line[place] ? 1 : 0)) & 0x7FF
            if place >= 10, window == 0b000_0101_1101 || window == 0b101_1101_0000 { total += 40 }
        }
        return total
    }
}
