import Basics
import Foundation

/// An address of the internet, of either version, as 16 bytes; one of version 4 is kept as IPv6 maps it (RFC 4291, 2.5.5.2).
struct NetworkAddress: Hashable, Sendable {
    private static let mapped: [UInt8] = Array(repeating: 0, count: 10) + [0xFF, 0xFF]

    let bytes: [UInt8]

    /// Reads an address such as `192.0.2.1`, `2001:db8::1`, `[2001:db8::1]`, each with or without a port; nil where it is none.
    init?(_ text: some StringProtocol) {
        var name = Substring(text)
        if name.hasPrefix("["), let end = name.firstIndex(of: "]") {
            let port = name[name.index(after: end)...]
            guard port.isEmpty || Self.isPort(port) else { return nil }
            name = name[name.index(after: name.startIndex)..<end]
        } else if let colon = name.firstIndex(of: ":"), colon == name.lastIndex(of: ":"), Self.isPort(name[colon...]) {
            name = name[..<colon]
        }
        // The zone of a link-local address is the machine's own affair.
        let plain = String(name.prefix { $0 != "%" })
        guard plain.utf8.count <= 45 else { return nil }
        var four = in_addr()
        var six = in6_addr()
        if inet_pton(AF_INET, plain, &four) == 1 {
            bytes = Self.mapped + withUnsafeBytes(of: &four) { Array($0) }
        } else if inet_pton(AF_INET6, plain, &six) == 1 {
            bytes = withUnsafeBytes(of: &six) { Array($0) }
        } else {
            return nil
        }
    }

    private static func isPort(_ text: Substring) -> Bool {
        text.hasPrefix(":") && text.utf8.count <= 6 && text.dropFirst().allSatisfy { $0.isASCII && $0.isNumber }
    }

    var isVersion4: Bool { bytes.starts(with: Self.mapped) }

    /// Who is counted as one: an address of version 4, or the /64 that a customer is given in version 6, in which one machine can
    /// take as many addresses as it likes.
    var asker: String { isVersion4 ? text(ofBits: 128) : text(ofBits: 64) }

    /// The net that one of them is likely to have at hand: a /24 of version 4, a /48 of version 6.
    var network: String { isVersion4 ? text(ofBits: 120) : text(ofBits: 48) }

    private func text(ofBits bits: Int) -> String {
        if isVersion4 {
            let shown = (12..<16).map { $0 * 8 < bits ? String(bytes[$0]) : "0" }.joined(separator: ".")
            return bits == 128 ? shown : "\(shown)/\(bits - 96)"
        }
        return Hex.text(bytes.prefix(bits / 8)) + "::/\(bits)"
    }
}

/// A range of addresses, such as `10.0.0.0/8`.
struct AddressRange: Sendable, Equatable {
    private let base: [UInt8]
    private let bits: Int

    /// Reads an address, or one with the number of bits that count; nil where it is none.
    init?(_ text: String) {
        let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        guard let first = parts.first, !first.contains("["), let address = NetworkAddress(first) else { return nil }
        base = address.bytes
        guard parts.count == 2 else {
            bits = 128
            return
        }
        let isVersion4 = address.isVersion4 && !first.contains(":")
        guard let length = Int(parts[1]), (0...(isVersion4 ? 32 : 128)).contains(length) else { return nil }
        bits = isVersion4 ? length + 96 : length
    }

    func contains(_ address: NetworkAddress) -> Bool {
        let whole = bits / 8
        guard base.prefix(whole) == address.bytes.prefix(whole) else { return false }
        guard bits % 8 > 0 else { return true }
        let mask = UInt8.max << (8 - UInt8(bits % 8))
        return base[whole] & mask == address.bytes[whole] & mask
    }
}
