extension String {
    /// Whether the text occurs, byte for byte.
    ///
    /// On UTF-8 bytes: texts of gateways are hostile, and a search by grapheme can be fooled by a combining mark, and is
    /// many times slower.
    func contains(substring needle: String) -> Bool {
        var (copy, other) = (self, needle)
        return copy.withUTF8 { haystack in
            other.withUTF8 { needle in
                guard let first = needle.first else { return true }
                guard haystack.count >= needle.count else { return false }
                for start in 0...(haystack.count - needle.count) where haystack[start] == first {
                    if (1..<needle.count).allSatisfy({ haystack[start + $0] == needle[$0] }) { return true }
                }
                return false
            }
        }
    }
}
