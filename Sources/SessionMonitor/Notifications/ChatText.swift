/// Texts for chats whose own markup must not be anybody's who names a session or an error: a mention of all, or a link with the
/// words of another.
enum ChatText {
    /// For Slack, where `<`, `>` and `&` begin and end all of its markup
    /// (https://docs.slack.dev/messaging/formatting-message-text#escaping).
    static func slack(_ text: String) -> String {
        var escaped = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": escaped += "&amp;"
            case "<": escaped += "&lt;"
            case ">": escaped += "&gt;"
            default: escaped.unicodeScalars.append(scalar)
            }
        }
        return escaped
    }

    /// For Discord: its Markdown as plain characters, cut to a number of UTF-16 units, of which it counts
    /// (https://discord.com/developers/docs/reference#message-formatting). Mentions are turned off beside the text, with
    /// `allowed_mentions`; `@` and `<` are broken all the same, so that nothing looks like one.
    static func discord(_ text: String, limit: Int) -> String {
        var escaped = ""
        var length = 0
        for scalar in text.unicodeScalars {
            var piece = ""
            switch scalar {
            case "\\", "*", "_", "~", "`", "|", ">", "[", "]", "(", ")", "#": piece = "\\"
            // A word joiner behind it: no mention, no emoji, no time is read any more.
            case "@", "<": piece = String(scalar) + "\u{2060}"
            default: break
            }
            if scalar != "@", scalar != "<" { piece.unicodeScalars.append(scalar) }
            guard length + piece.utf16.count <= limit else { break }
            length += piece.utf16.count
            escaped += piece
        }
        return escaped
    }
}
