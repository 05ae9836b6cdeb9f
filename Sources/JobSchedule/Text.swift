extension String {
    /// The text between quotes for a message: bounded, and without characters that would spoil a terminal or a log.
    var quotedForMessage: String {
        let limit = 60
        var text = ""
        var count = 0
        for scalar in unicodeScalars {
            if count == limit {
                text += "…"
                break
            }
            let isControl = scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value)
            text.unicodeScalars.append(isControl ? "\u{FFFD}" : scalar)
            count += 1
        }
        return "\"\(text)\""
    }

    /// The candidate that differs in the fewest letters, if any is near enough to be meant; case does not count.
    func nearest(among candidates: some Sequence<String>) -> String? {
        guard (1...64).contains(utf8.count) else { return nil }
        let own = Array(lowercased().utf8)
        var best: (distance: Int, candidate: String)?
        for candidate in candidates {
            let distance = Self.editDistance(own, Array(candidate.lowercased().utf8))
            if distance < best?.distance ?? .max { best = (distance, candidate) }
        }
        guard let best, best.distance <= max(2, own.count / 3) else { return nil }
        return best.candidate
    }

    /// Levenshtein's distance.
    private static func editDistance(_ left: [UInt8], _ right: [UInt8]) -> Int {
        var row = Array(0...right.count)
        for (i, leftByte) in left.enumerated() {
            var diagonal = row[0]
            row[0] = i + 1
            for (j, rightByte) in right.enumerated() {
                let replaced = diagonal + (leftByte == rightByte ? 0 : 1)
                diagonal = row[j + 1]
                row[j + 1] = Swift.min(replaced, row[j] + 1, diagonal + 1)
            }
        }
        return row[right.count]
    }
}
