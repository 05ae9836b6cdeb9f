/// The name nearest to a misspelt one, for "did you mean"; nil where none is near.
package func nearestName(to name: String, among names: [String]) -> String? {
    let word = Array(name.lowercased().unicodeScalars.prefix(40))
    let ranked = names.map { (name: $0, distance: editDistance(word, Array($0.unicodeScalars))) }
    guard let best = ranked.min(by: { $0.distance < $1.distance }) else { return nil }
    // Further away than that, a suggestion is a guess.
    return best.distance <= max(2, best.name.unicodeScalars.count / 2) ? best.name : nil
}

/// Levenshtein's distance.
private func editDistance(_ left: [Unicode.Scalar], _ right: [Unicode.Scalar]) -> Int {
    var row = Array(0...right.count)
    for (i, scalar) in left.enumerated() {
        var diagonal = row[0]
        row[0] = i + 1
        for (j, other) in right.enumerated() {
            let substituted = diagonal + (scalar == other ? 0 : 1)
            diagonal = row[j + 1]
            row[j + 1] = min(substituted, row[j] + 1, row[j + 1] + 1)
        }
    }
    return row[right.count]
}
