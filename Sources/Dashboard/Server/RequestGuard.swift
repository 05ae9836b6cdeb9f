import HTTPTypes

/// Refuses requests that another site made a browser send.
///
/// A page of somebody else can make a reader's browser ask for anything here: under a name of its own that it points at
/// this machine (DNS rebinding), which the Host header gives away; or across sites, which Origin and Sec-Fetch-Site do.
struct RequestGuard: Sendable {
    private let names: Set<String>

    init(settings: DashboardSettings) {
        var names: Set<String> = ["localhost", settings.host.lowercased()]
        if let name = settings.publicURL.flatMap(Self.hostName(ofURL:)) { names.insert(name) }
        for host in settings.hosts { names.insert(host.lowercased()) }
        self.names = names
    }

    /// Whether this server answers under that name. An address in digits cannot be rebound, so it is always good.
    func allows(authority: String?) -> Bool {
        guard let authority, let name = Self.hostName(of: authority) else { return false }
        return names.contains(name) || name.hasSuffix(".localhost") || Self.isAddress(name)
    }

    /// Whether a request with a cookie comes from a page of this very server, or from no page at all.
    func isOwn(_ headers: HTTPFields, authority: String?) -> Bool {
        if let site = HTTPField.Name("Sec-Fetch-Site").flatMap({ headers[$0] }), site != "same-origin", site != "none" {
            return false
        }
        guard let origin = headers[.origin] else { return true }
        let parts = origin.split(separator: "://", maxSplits: 1)
        guard parts.count == 2, let authority else { return false }
        return parts[1].lowercased() == authority.lowercased()
    }

    /// Whether the asker is a program on this machine, and no proxy stands between.
    func isLocal(address: String, authority: String?, headers: HTTPFields) -> Bool {
        guard let name = authority.flatMap(Self.hostName(of:)) else { return false }
        let forwarded = ["Forwarded", "X-Forwarded-For", "X-Real-IP", "Via"].contains { header in
            HTTPField.Name(header).flatMap { headers[$0] } != nil
        }
        let isLoopback = { (text: String) in text == "::1" || text == "[::1]" || text.hasPrefix("127.") }
        return !forwarded && isLoopback(address) && (name == "localhost" || (Self.isAddress(name) && isLoopback(name)))
    }

    /// The host in an authority such as `name:8080` or `[::1]:8080`, in lower case; nil where it is malformed.
    static func hostName(of authority: String) -> String? {
        var name = Substring(authority)
        if let end = name.lastIndex(of: ":"), !name.hasSuffix("]") {
            guard name[name.index(after: end)...].allSatisfy({ $0.isASCII && $0.isNumber }) else { return nil }
            name = name[..<end]
        }
        let isWell = name.allSatisfy { character in
            character.isASCII && (character.isLetter || character.isNumber || ".-_[]:".contains(character))
        }
        let isBracketed = name.hasPrefix("[") && name.hasSuffix("]")
        guard !name.isEmpty, name.count <= 255, isWell, isBracketed || !name.contains(":") else { return nil }
        return name.lowercased()
    }

    /// The host of an address of the web.
    static func hostName(ofURL url: String) -> String? {
        for scheme in ["https://", "http://"] where url.hasPrefix(scheme) {
            return url.dropFirst(scheme.count).split(separator: "/").first.flatMap { hostName(of: String($0)) }
        }
        return nil
    }

    private static func isAddress(_ name: String) -> Bool {
        if name.hasPrefix("[") { return true }
        let parts = name.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 4 && parts.allSatisfy { UInt8($0) != nil }
    }
}
