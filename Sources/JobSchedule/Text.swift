extension String {
    /// The text between quotes for a message: bounded, and without characters that would spoil a terminal or a log.
    package var quotedForMessage: String {
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
}
