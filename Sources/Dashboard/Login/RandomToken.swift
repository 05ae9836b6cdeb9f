import Basics

/// Makes secrets that nobody can guess.
package struct RandomToken: Sendable {
    private let bytes: @Sendable (Int) -> [UInt8]

    /// Draws from the system's generator, unless a test brings another.
    package init(
        bytes: @escaping @Sendable (Int) -> [UInt8] = { count in
            var generator = SystemRandomNumberGenerator()
            return (0..<count).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
        }
    ) {
        self.bytes = bytes
    }

    /// Random bytes.
    package func bytes(_ count: Int) -> [UInt8] { self.bytes(count) }

    /// 256 random bits in hexadecimal.
    package func make() -> String { Hex.text(bytes(32)) }
}

extension RandomToken {
    /// What the settings keep of an API token.
    package static func digest(of token: String) -> String { SameBytes.digest(token) }
}
