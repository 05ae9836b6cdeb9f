import HTTPTypes

/// Finds out who asks where a proxy stands between: what a proxy that we trust says of the address it was asked from.
///
/// The header that names it is a list to which each proxy adds the address that asked it, so it is read from its end: the first
/// address that is no proxy of ours is the asker's, and what stands before it anybody may have written.
struct ProxyTrust: Sendable {
    /// The header that the proxies set. Only one is read: a proxy passes on the other as the asker sent it.
    enum Header: String, Sendable, CaseIterable {
        case forwardedFor = "X-Forwarded-For"
        /// RFC 7239.
        case forwarded = "Forwarded"
    }

    /// A list that is longer was not made by proxies.
    private static let longest = 4096

    let proxies: [AddressRange]
    let header: Header

    /// The asker of a request.
    ///
    /// - Parameter peer: The address that the connection comes from; nil: a socket of this machine.
    func asker(_ headers: HTTPFields, peer: NetworkAddress?) -> NetworkAddress? {
        guard let peer, isProxy(peer), let name = HTTPField.Name(header.rawValue) else { return peer }
        let list = headers[values: name].joined(separator: ",")
        guard list.utf8.count <= Self.longest else { return peer }
        var last = peer
        for item in list.split(separator: ",").reversed() {
            // What cannot be read, as `unknown` or `_hidden` of RFC 7239, ends the way: it is counted as the proxy that wrote it.
            guard let address = NetworkAddress(address(in: item)) else { return last }
            guard isProxy(address) else { return address }
            last = address
        }
        return last
    }

    func isProxy(_ address: NetworkAddress) -> Bool { proxies.contains { $0.contains(address) } }

    private func address(in item: Substring) -> Substring {
        let isEdge = { (character: Character) in character.isWhitespace || character == "\"" }
        var text = item
        if header == .forwarded {
            let pairs = item.split(separator: ";").map { $0.drop(while: \.isWhitespace) }
            guard let pair = pairs.first(where: { $0.prefix(4).lowercased() == "for=" }) else { return "" }
            text = pair.dropFirst(4)
        }
        text = text.drop(while: isEdge)
        while let last = text.last, isEdge(last) { text = text.dropLast() }
        return text
    }
}
