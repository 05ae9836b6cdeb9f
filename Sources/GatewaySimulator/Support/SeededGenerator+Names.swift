package import SeededRandom

extension SeededGenerator {
    /// A generator of its own for a name, so that what one session draws never depends on what others drew.
    package init(seed: UInt64, name: String) {
        // FNV-1a, 64 bits: String's own hash differs from run to run.
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in name.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
        self.init(seed: seed ^ hash)
    }

    /// Text of that many characters drawn from an alphabet.
    package mutating func text(_ length: Int, from alphabet: String) -> String {
        let letters = Array(alphabet.utf8)
        return String(decoding: (0..<length).map { _ in pick(letters) }, as: UTF8.self)
    }
}
