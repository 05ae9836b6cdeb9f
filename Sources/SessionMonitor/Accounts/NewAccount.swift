package import SessionHealth

/// An account to be added, or to be brought in line with, as `account-add` and `account-import` give it.
package struct NewAccount: Sendable, Hashable, Codable {
    package var gateway: String
    package var session: String
    package var phone: String?
    package var label: String?
    package var workspace: String?
    /// What its status is held to be; nil: unknown until its first check.
    package var status: SessionStatus?
    /// `en` or `id`.
    package var language: String?

    package init(
        gateway: String, session: String, phone: String? = nil, label: String? = nil, workspace: String? = nil,
        status: SessionStatus? = nil, language: String? = nil
    ) {
        self.gateway = gateway
        self.session = session
        self.phone = phone
        self.label = label
        self.workspace = workspace
        self.status = status
        self.language = language
    }

    /// The languages that notifications are written in.
    package static let languages = ["en", "id"]

    /// The account with its texts trimmed and its number in digits. The session's name is the gateway's, and stays as it is: WAHA has
    /// sessions whose names end with a blank (waha#142).
    ///
    /// - Throws: `MonitorError.invalid` that says what to write instead.
    package func normalized() throws(MonitorError) -> NewAccount {
        var account = self
        account.gateway = gateway.trimmed
        try Self.check("gateway", account.gateway, 1...64)
        guard (1...255).contains(session.utf8.count), session.isPrintable else {
            throw MonitorError(
                .invalid,
                "the session \"\(session.prefix(40))\" cannot be used: it needs 1 to 255 bytes, none of them a control character"
            )
        }
        account.label = try Self.optional("label", label, 120)
        account.workspace = try Self.optional("workspace", workspace, 120)
        if let text = phone?.trimmed, !text.isEmpty {
            guard let digits = Self.digits(of: text) else {
                throw MonitorError(
                    .invalid,
                    "the phone number \"\(text.prefix(40))\" of \(account.gateway)/\(account.session) cannot be used: write it with its country code, 6 to 20 digits, as in +62 812 3456 7890"
                )
            }
            account.phone = digits
        } else {
            account.phone = nil
        }
        if let language = language?.trimmed.lowercased(), !language.isEmpty {
            guard Self.languages.contains(language) else {
                throw MonitorError(
                    .invalid,
                    "there is no language \"\(language.prefix(20))\"; notifications are written in \(Self.languages.joined(separator: " or "))"
                )
            }
            account.language = language
        } else {
            account.language = nil
        }
        return account
    }

    private static func check(_ name: String, _ text: String, _ lengths: ClosedRange<Int>) throws(MonitorError) {
        guard lengths.contains(text.unicodeScalars.count), text.isPrintable else {
            throw MonitorError(
                .invalid,
                "the \(name) \"\(text.prefix(40))\" cannot be used: it needs \(lengths.lowerBound) to \(lengths.upperBound) characters, none of them a control character"
            )
        }
    }

    private static func optional(_ name: String, _ text: String?, _ limit: Int) throws(MonitorError) -> String? {
        guard let text = text?.trimmed, !text.isEmpty else { return nil }
        try check(name, text, 1...limit)
        return text
    }

    /// Digits of a number as people write it; nil where it holds anything but digits, spaces and `+-().`, or has no country code: none
    /// begins with 0 (E.164). `00` before it is the `+` of many countries, `(0)` in it is dialled within
    /// the country only.
    private static func digits(of text: String) -> String? {
        guard text.allSatisfy({ ($0.isASCII && $0.isNumber) || " +-().".contains($0) }) else { return nil }
        let hasPlus = text.hasPrefix("+") || text.hasPrefix("00")
        let dialled = hasPlus ? text.split(separator: "(0)", omittingEmptySubsequences: false).joined() : text
        var digits = Substring(dialled.filter { $0.isASCII && $0.isNumber })
        if hasPlus, digits.hasPrefix("00") { digits = digits.dropFirst(2) }
        return (6...20).contains(digits.count) && !digits.hasPrefix("0") ? String(digits) : nil
    }
}
