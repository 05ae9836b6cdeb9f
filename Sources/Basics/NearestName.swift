/// The name nearest to a misspelt one, for "did you mean"; nil where none is near enough to be meant.
///
/// A letter too many, too few or wrong counts one, and so do two neighbours in the wrong order (`queue-wrok`). Case does not count.
package func nearestName(to name: String, among names: some Collection<String>) -> String? {
    let word = Array(name.lowercased().unicodeScalars.prefix(longestName + 1))
    guard (1...longestName).contains(word.count) else { return nil }
    var best: (name: String, length: Int, distance: Int)?
    for candidate in names {
        let other = Array(candidate.lowercased().unicodeScalars.prefix(longestName))
        let distance = editDistance(word, other)
        if distance < best?.distance ?? .max { best = (candidate, other.count, distance) }
    }
    // Further away than that, a suggestion is a guess; of two letters nothing would be left that could be meant.
    if let best, best.distance <= max(2, min(word.count, best.length) / 3), best.distance < word.count {
        return best.name
    }
    // What was only begun, where it is the beginning of one alone.
    let longer = names.filter { $0.lowercased().unicodeScalars.starts(with: word) }
    return word.count >= 3 && longer.count == 1 ? longer[0] : nil
}

/// What is longer is no misspelt name, and would cost time.
private let longestName = 64

/// The distance of Damerau and Levenshtein, as optimal string alignment.
private func editDistance(_ left: [Unicode.Scalar], _ right: [Unicode.Scalar]) -> Int {
    var before: [Int] = []
    var row = Array(0...right.count)
    for (i, scalar) in left.enumerated() {
        var next = [i + 1]
        next.reserveCapacity(row.count)
        for (j, other) in right.enumerated() {
            var distance = min(row[j] + (scalar == other ? 0 : 1), row[j + 1] + 1, next[j] + 1)
            if i > 0, j > 0, scalar == right[j - 1], left[i - 1] == other {
                distance = min(distance, before[j - 1] + 1)
            }
            next.append(distance)
        }
        (before, row) = (row, next)
    }
    return row[right.count]
}
