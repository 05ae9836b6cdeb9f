extension JSON {
    /// A session's name: a string or number of 1 to 255 bytes without control characters. Anything else could not be
    /// asked for again.
    package var sessionName: String? {
        guard let name = text, (1...255).contains(name.utf8.count), name.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F })
        else { return nil }
        return name
    }
}
