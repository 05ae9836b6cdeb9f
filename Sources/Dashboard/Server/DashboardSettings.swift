import Basics
package import Gateways

/// What can be set under `dashboard` in `denyut.json`.
package struct DashboardSettings: Sendable {
    /// Somebody who may log in.
    package struct User: Sendable {
        package var name: String
        package var role: Role
        package var password: PasswordHash
    }

    /// An API token; what is kept is its SHA-256.
    package struct Token: Sendable {
        package var name: String
        package var role: Role
        package var digest: String
    }

    /// Where it listens.
    package var host = "127.0.0.1"
    package var port = 8080
    /// The address under which people reach it, where a proxy stands before it. `https` makes the cookie Secure.
    package var publicURL: String?
    /// Host names, besides the public one, under which it answers.
    package var hosts: [String] = []
    package var users: [User] = []
    package var tokens: [Token] = []
    package var sessionLifetime = Duration.seconds(12 * 3600)
    /// How many event streams may be open at once.
    package var maximumStreams = 2000
    /// Names of payload fields that nobody is shown, in any case of letters.
    package var hiddenFields: Set<String> = PayloadMask.defaultFields
    /// The proxies that are believed about who asks; without any each address counts for itself.
    var trustedProxies: [AddressRange] = []
    /// The header in which they say so.
    var forwardedHeader = ProxyTrust.Header.forwardedFor

    package init() {}

    private static let keys = [
        "host", "port", "publicURL", "hosts", "users", "tokens", "sessionHours", "maximumStreams", "hiddenFields",
        "trustedProxies", "forwardedHeader",
    ]

    /// Whether people reach it over TLS, which a proxy ends.
    var isSecure: Bool { publicURL?.hasPrefix("https://") ?? false }

    /// Reads the settings.
    ///
    /// - Throws: `DashboardSettingsError` with all that is wrong.
    package init(_ json: JSON) throws(DashboardSettingsError) {
        var problems: [String] = []
        guard json.isNull || json.isObject else { throw DashboardSettingsError(["dashboard must be an object"]) }
        Self.check(json, "dashboard", Self.keys, &problems)
        func text(_ json: JSON, _ path: String) -> String? {
            if json.isNull { return nil }
            if let text = json.string, (1...500).contains(text.unicodeScalars.count) { return text }
            problems.append("\(path) must be a text of 1 to 500 characters")
            return nil
        }
        func number(_ name: String, _ range: ClosedRange<Double>) -> Double? {
            if json[name].isNull { return nil }
            if let value = json[name].double, range.contains(value) { return value }
            problems.append("dashboard.\(name) must be a number from \(range.lowerBound) to \(range.upperBound)")
            return nil
        }
        func list(_ name: String) -> [JSON] {
            if json[name].isNull { return [] }
            if let items = json[name].array { return items }
            problems.append("dashboard.\(name) must be a list")
            return []
        }
        host = text(json["host"], "dashboard.host") ?? host
        port = number("port", 0...65535).map { Int($0) } ?? port
        publicURL = text(json["publicURL"], "dashboard.publicURL")
        if let publicURL, RequestGuard.hostName(ofURL: publicURL) == nil {
            problems.append("dashboard.publicURL must be an address such as https://denyut.example.com")
        }
        hosts = list("hosts").compactMap { text($0, "dashboard.hosts") }
        sessionLifetime = number("sessionHours", 0.1...8760).map { .seconds($0 * 3600) } ?? sessionLifetime
        maximumStreams = number("maximumStreams", 1...100_000).map { Int($0) } ?? maximumStreams
        if json.has("hiddenFields") {
            hiddenFields = Set(list("hiddenFields").compactMap { text($0, "dashboard.hiddenFields")?.lowercased() })
        }
        trustedProxies = list("trustedProxies").compactMap { item in
            if let range = item.string.flatMap({ AddressRange($0) }) { return range }
            problems.append(
                "dashboard.trustedProxies must be a list of addresses such as \"127.0.0.1\" or \"10.0.0.0/8\"")
            return nil
        }
        if let name = text(json["forwardedHeader"], "dashboard.forwardedHeader") {
            let known = ProxyTrust.Header.allCases
            if let header = known.first(where: { $0.rawValue.lowercased() == name.lowercased() }) {
                forwardedHeader = header
            } else {
                problems.append("dashboard.forwardedHeader must be \(known.map(\.rawValue).joined(separator: " or "))")
            }
        }
        for (index, item) in list("users").enumerated() {
            let path = "dashboard.users[\(index)]"
            Self.check(item, path, ["name", "role", "passwordHash"], &problems)
            let password = text(item["passwordHash"], path + ".passwordHash").flatMap { PasswordHash($0) }
            if password == nil { problems.append("\(path).passwordHash is none: make one with denyut password-hash") }
            if let name = text(item["name"], path + ".name"), let role = Self.role(item, path, &problems), let password
            {
                users.append(User(name: name, role: role, password: password))
            }
        }
        for (index, item) in list("tokens").enumerated() {
            let path = "dashboard.tokens[\(index)]"
            Self.check(item, path, ["name", "role", "hash"], &problems)
            let digest = text(item["hash"], path + ".hash")
            let isDigest = digest.flatMap { Hex.bytes($0) }?.count == 32
            if !isDigest { problems.append("\(path).hash is none: make one with denyut api-token") }
            if let name = text(item["name"], path + ".name"), let role = Self.role(item, path, &problems), let digest,
                isDigest
            {
                tokens.append(Token(name: name, role: role, digest: digest))
            }
        }
        for names in [users.map(\.name), tokens.map(\.name)] where Set(names).count < names.count {
            problems.append("dashboard has two users or two tokens of one name: give one of them another")
        }
        if !problems.isEmpty { throw DashboardSettingsError(problems) }
    }

    private static func role(_ json: JSON, _ path: String, _ problems: inout [String]) -> Role? {
        if let role = json["role"].string.flatMap(Role.init(rawValue:)) { return role }
        problems.append("\(path).role must be \"viewer\" or \"operator\"")
        return nil
    }

    private static func check(_ json: JSON, _ path: String, _ keys: [String], _ problems: inout [String]) {
        guard case .object(let members) = json else { return }
        for member in members where !keys.contains(member.name) {
            let nearest = nearestName(to: member.name, among: keys).map { "; did you mean \"\($0)\"?" } ?? ""
            problems.append("\(path) has no setting \"\(printable(member.name, limit: 60))\"\(nearest)")
        }
    }
}
