import Basics
package import SessionHealth

extension JSON {
    /// A session's name: a string or number of 1 to 255 bytes without control characters. Anything else could not be
    /// asked for again.
    package var sessionName: String? {
        guard let name = text, (1...255).contains(name.utf8.count), name.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F })
        else { return nil }
        return name
    }

    /// An object with numbers by a gateway's word, added up by normal status.
    package func counts(as status: (String?) -> SessionStatus) -> [SessionStatus: Int] {
        guard case .object(let members) = self else { return [:] }
        var counts: [SessionStatus: Int] = [:]
        for member in members.prefix(64) {
            counts[status(member.name), default: 0] += min(member.value.count ?? 0, 1_000_000)
        }
        return counts
    }
}

extension String {
    /// Whether it names the same session: byte by byte, as gateways compare.
    func isName(_ other: String) -> Bool { Name(self) == Name(other) }
}
