/// Accounts that hold the same WhatsApp number: two sessions of one number throw each other out for ever (440).
package enum DuplicateNumbers {
    /// The other accounts of each account's number; accounts that share with nobody are left out.
    ///
    /// Numbers are compared by their digits alone; fewer than seven are no number.
    ///
    /// - Parameter numbers: the number of each account that may be connected.
    package static func find<Account: Hashable & Comparable>(_ numbers: [Account: String]) -> [Account: [Account]] {
        var holders: [String: [Account]] = [:]
        for (account, number) in numbers {
            let digits = String(number.unicodeScalars.filter { ("0"..."9").contains($0) })
            if digits.count >= 7 { holders[digits, default: []].append(account) }
        }
        var shared: [Account: [Account]] = [:]
        for accounts in holders.values where accounts.count > 1 {
            for account in accounts { shared[account] = accounts.filter { $0 != account }.sorted() }
        }
        return shared
    }
}
