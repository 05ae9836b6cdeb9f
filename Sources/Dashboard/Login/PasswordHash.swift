import Basics
import Crypto
import CryptoExtras
import Foundation

/// A password as the settings hold it: scrypt with its parameters, salt and key (RFC 7914).
///
/// Written as `$scrypt$ln=15,r=8,p=1$salt$key`, salt and key in hexadecimal.
package struct PasswordHash: Sendable, Equatable {
    /// Logarithm of the cost: 2^15 blocks of 1 KiB are 32 MB and about 0.1 s.
    private static let cost = 15
    /// A cost beyond that would let a settings file stop the server.
    private static let costs = 10...20
    private static let keyLength = 32

    private let cost: Int
    private let blockSize: Int
    private let parallelism: Int
    private let salt: [UInt8]
    private let key: [UInt8]

    /// Makes the hash of a password with a salt of 16 random bytes.
    package init(of password: String, salt: [UInt8]) throws {
        self.cost = Self.cost
        self.blockSize = 8
        self.parallelism = 1
        self.salt = salt
        key = try Self.derive(password, salt: salt, cost: Self.cost, blockSize: 8, parallelism: 1)
    }

    private init(cost: Int, blockSize: Int, parallelism: Int, salt: [UInt8], key: [UInt8]) {
        self.cost = cost
        self.blockSize = blockSize
        self.parallelism = parallelism
        self.salt = salt
        self.key = key
    }

    /// A hash that no password is known for, and that takes as long to compare as this one.
    func decoy(salt: [UInt8], key: [UInt8]) -> PasswordHash {
        PasswordHash(cost: cost, blockSize: blockSize, parallelism: parallelism, salt: salt, key: key)
    }

    /// Reads a hash; nil where the text is none.
    package init?(_ text: String) {
        let parts = text.split(separator: "$", omittingEmptySubsequences: false)
        guard parts.count == 5, parts[0].isEmpty, parts[1] == "scrypt" else { return nil }
        var numbers: [Substring: Int] = [:]
        for pair in parts[2].split(separator: ",") {
            let sides = pair.split(separator: "=")
            guard sides.count == 2, let value = Int(sides[1]) else { return nil }
            numbers[sides[0]] = value
        }
        guard let cost = numbers["ln"], Self.costs.contains(cost), let blockSize = numbers["r"],
            (1...32).contains(blockSize), let parallelism = numbers["p"], (1...4).contains(parallelism),
            let salt = Hex.bytes(parts[3]), (8...64).contains(salt.count),
            let key = Hex.bytes(parts[4]), key.count == Self.keyLength
        else { return nil }
        self.cost = cost
        self.blockSize = blockSize
        self.parallelism = parallelism
        self.salt = salt
        self.key = key
    }

    /// The hash as it stands in the settings.
    package var text: String {
        "$scrypt$ln=\(cost),r=\(blockSize),p=\(parallelism)$\(Hex.text(salt))$\(Hex.text(key))"
    }

    /// Whether that is the password. Takes about a tenth of a second: not for a thread that others wait for.
    package func matches(_ password: String) -> Bool {
        let other = try? Self.derive(password, salt: salt, cost: cost, blockSize: blockSize, parallelism: parallelism)
        return other.map { SameBytes.compare($0, key) } ?? false
    }

    private static func derive(
        _ password: String, salt: [UInt8], cost: Int, blockSize: Int, parallelism: Int
    ) throws -> [UInt8] {
        // The same password typed on another keyboard may come as other code points.
        let bytes = Array(password.precomposedStringWithCompatibilityMapping.utf8)
        let key = try KDF.Scrypt.deriveKey(
            from: bytes, salt: salt, outputByteCount: keyLength, rounds: 1 << cost, blockSize: blockSize,
            parallelism: parallelism, maxMemory: (128 * blockSize << cost) + (64 << 20))
        return key.withUnsafeBytes { Array($0) }
    }
}
