import Gateways

/// A notification as a mail for sendmail.
enum MailText {
    /// Headers and body. Nothing that comes from outside can add a header: line ends are taken out.
    static func text(_ message: NotificationMessage, to recipient: String, from sender: String) -> String {
        let first = message.text.split(separator: "\n").first.map(String.init) ?? "Denyut"
        let subject = printable(first, limit: 120)
        let encoded = subject.utf8.allSatisfy { $0 < 0x80 } ? subject : "=?UTF-8?B?\(base64(Array(subject.utf8)))?="
        let headers = [
            "From: \(header(sender))", "To: \(header(recipient))", "Subject: Denyut: \(encoded)",
            "MIME-Version: 1.0", "Content-Type: text/plain; charset=utf-8", "Content-Transfer-Encoding: 8bit",
            "Auto-Submitted: auto-generated",
        ]
        return headers.joined(separator: "\n") + "\n\n" + message.text + "\n"
    }

    private static func header(_ text: String) -> String {
        String(text.unicodeScalars.filter { $0.value >= 0x20 && $0.value != 0x7F }.map(Character.init))
    }
}
