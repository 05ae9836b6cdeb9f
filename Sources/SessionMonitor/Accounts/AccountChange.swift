/// What became of an account that was added or imported.
package enum AccountChange: String, Sendable, Hashable, Codable {
    case added
    case updated
    case unchanged
}

/// What became of an import.
package struct ImportReport: Sendable, Hashable, Codable {
    package var added = 0
    package var updated = 0
    package var unchanged = 0

    package init() {}

    package var total: Int { added + updated + unchanged }

    mutating func count(_ change: AccountChange) {
        switch change {
        case .added: added += 1
        case .updated: updated += 1
        case .unchanged: unchanged += 1
        }
    }
}
