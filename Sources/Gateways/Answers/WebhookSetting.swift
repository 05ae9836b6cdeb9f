/// Where a gateway sends a session's webhooks, as it tells itself.
package struct WebhookSetting: Sendable, Hashable {
    /// The address without what may hold a secret (user, query); at most 200 characters.
    package let address: String
    /// The names of the events that it sends, at most 64; empty where it sends all of them, or does not tell.
    package let events: [String]
    /// Whether it signs them; nil where it does not tell.
    package let isSigned: Bool?
    /// Whether the event's name follows the address, as in `…/webhooks/NAME/connection-update`.
    package let isByEvents: Bool
    /// Whether it puts the pictures and recordings of messages into them, which makes them large.
    package let holdsMedia: Bool

    package init(
        url: String, events: [String] = [], isSigned: Bool? = nil, isByEvents: Bool = false, holdsMedia: Bool = false
    ) {
        let address = String(url.prefix { $0 != "?" && $0 != "#" })
        let start = address.firstRange(of: "://")?.upperBound ?? address.startIndex
        let end = address[start...].firstIndex(of: "/") ?? address.endIndex
        let host = address[start..<end].split(separator: "@", omittingEmptySubsequences: false).last ?? ""
        self.address = printable(String(address[..<start]) + String(host) + String(address[end...]), limit: 200)
        self.events = events.prefix(64).map { printable($0, limit: 64) }
        self.isSigned = isSigned
        self.isByEvents = isByEvents
        self.holdsMedia = holdsMedia
    }

    /// Whether it leads to the webhooks of a gateway of that name here, whatever stands before it.
    package func leads(to gateway: String) -> Bool {
        // By events, Evolution puts a name behind it; so may whoever wrote it.
        let path = "/api/whatsapp/webhooks/\(gateway)"
        guard !address.hasSuffix(path), let end = address.lastIndex(of: "/") else { return address.hasSuffix(path) }
        return address[..<end].hasSuffix(path)
    }

    /// Whether an event is among those that it sends; names differ in case and in what joins their words.
    package func sends(_ event: String) -> Bool {
        func plain(_ name: String) -> String { String(name.lowercased().filter { $0.isLetter || $0 == "*" }) }
        return events.isEmpty || events.contains { [plain(event), "*"].contains(plain($0)) }
    }
}
