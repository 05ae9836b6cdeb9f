/// Names for sessions that get a new login on gateways where the old name keeps the old one.
enum SessionName {
    /// The next name: `shop` becomes `shop-2`, `shop-2` becomes `shop-3`. A number with a zero before it is not one of ours: `shop-04`
    /// becomes `shop-04-2`.
    static func next(after name: String) -> String {
        let parts = name.split(separator: "-", omittingEmptySubsequences: false)
        if parts.count > 1, let last = parts.last, let number = Int(last), (2...9999).contains(number),
            "\(number)" == last
        {
            return parts.dropLast().joined(separator: "-") + "-\(number + 1)"
        }
        return name.prefix(190) + "-2"
    }
}
