//  SeededRandom: chance that is the same in every run, for the simulator and for tests. Imports nothing.

/// SplitMix64: small, fast, and the same numbers for the same seed on every machine.
///
/// From Steele, Lea, Flood: "Fast Splittable Pseudorandom Number Generators" (OOPSLA 2014).
package struct SeededGenerator: RandomNumberGenerator, Sendable {
    private var state: UInt64

    package init(seed: UInt64) {
        state = seed
    }

    package mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    /// One of some choices, of which there is one at least.
    package mutating func pick<T>(_ choices: [T]) -> T {
        choices[Int(next() % UInt64(choices.count))]
    }

    /// `true` in so many of a hundred cases.
    package mutating func chance(_ percent: UInt64) -> Bool { next() % 100 < percent }
}
