package import WallTime

/// An outgoing message that failed.
package struct FailedMessage: Sendable, Hashable, Codable {
    /// When it failed.
    package var at: Timestamp
    /// The error as the gateway or the sending program gave it; hostile text, cut to 4,000 characters.
    package var error: String

    package init(at: Timestamp, error: String = "") {
        self.at = at
        self.error = String(error.prefix(4000))
    }

    /// Whose fault a failure is.
    package enum Blame: Sendable, Hashable {
        /// The session's own, or not known: counts.
        case session
        /// The recipient is not on WhatsApp, or the number is invalid: says nothing about the session.
        case recipient
        /// Reach-out time lock (463): the session lives, and WhatsApp forbids it new chats for a while.
        case timeLock
    }

    /// Whose fault this failure is, by its text.
    package var blame: Blame {
        let text = error.lowercased()
        if Self.timeLockWords.contains(where: text.contains(substring:)) || text.containsNumber("463") {
            return .timeLock
        }
        if Self.recipientWords.contains(where: text.contains(substring:)) { return .recipient }
        return Self.isUnknownNumber(text) ? .recipient : .session
    }

    /// "No such number" in the gateways' own words: "O número 55… não existe." (wppconnect-server, `statusConnection.ts`) and
    /// `{"exists":false,"number":"…"}` (Evolution API, `sendMessageWithTyping`).
    private static func isUnknownNumber(_ text: String) -> Bool {
        let packed = text.filter { !$0.isWhitespace && $0 != "\\" }
        if packed.contains(substring: "\"exists\":false") { return true }
        guard ["número", "numero", "contato"].contains(where: text.contains(substring:)) else { return false }
        return ["não existe", "nao existe", "no existe", "inválido", "invalido"].contains(
            where: text.contains(substring:))
    }

    private static let timeLockWords = ["reachout_timelock", "reach-out time", "reachout time", "reach out time"]

    private static let recipientWords = [
        "not on whatsapp", "not registered on whatsapp", "is not registered", "not a whatsapp user",
        "no lid for user", "invalid wid", "invalid jid", "invalid recipient", "recipient not found",
        "number does not exist", "number not exists", "phone number is not", "not-on-whatsapp", "not_on_whatsapp",
    ]
}

extension String {
    /// Whether the digits stand alone in the text, not as a part of a longer number: "error 463", not "62 4631".
    fileprivate func containsNumber(_ digits: String) -> Bool {
        split(whereSeparator: { !($0.isASCII && ($0.isLetter || $0.isNumber)) }).contains { $0 == digits }
    }
}
