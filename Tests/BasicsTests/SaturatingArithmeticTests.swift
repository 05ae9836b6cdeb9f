import Testing

@testable import Basics

@Suite("Arithmetic with numbers from outside")
struct SaturatingArithmeticTests {
    @Test("stops at the ends in place of ending the process")
    func ends() {
        #expect(Int64.max.addingSaturating(1) == .max)
        #expect(Int64.min.addingSaturating(-1) == .min)
        #expect(Int64.min.subtractingSaturating(1) == .min)
        #expect((0 as Int64).subtractingSaturating(.min) == .max)
        #expect(Int64.max.multipliedSaturating(by: -2) == .min)
        #expect(Int64.min.multipliedSaturating(by: -1) == .max)
        #expect(Int64.min.multipliedSaturating(by: .min) == .max)
        #expect([Int64.max, 5].sumSaturating { $0 } == .max)
    }

    @Test("is exact everywhere else")
    func exact() {
        #expect(2.addingSaturating(3) == 5)
        #expect(2.subtractingSaturating(3) == -1)
        #expect(2.multipliedSaturating(by: -3) == -6)
        #expect([1, 2, 3].sumSaturating { $0 } == 6)
    }

    @Test("a counter of a row is what can be one, whatever was written there")
    func counts() {
        #expect([Int.min, -1, 0, 7, Int.max].map(\.asCount) == [0, 0, 0, 7, 1_000_000_000_000])
    }

    @Test(
        "a number with a fraction becomes the nearest whole one, and 0 where it is none",
        arguments: [
            (1.9, 1 as Int64), (-1.9, -1), (1e300, .max), (-1e300, .min), (.infinity, .max), (-.infinity, .min),
            (.nan, 0),
            (9.3e18, .max),
        ])
    func doubles(number: Double, whole: Int64) {
        #expect(Int64(saturating: number) == whole)
    }
}
