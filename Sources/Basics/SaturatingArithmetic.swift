/// Arithmetic with numbers that data can bring: out of rows, which any program may have written, out of options and answers. Swift's own
/// operators end the process where a result does not fit.
extension FixedWidthInteger {
    /// The sum; the nearest number there is where it does not fit.
    package func addingSaturating(_ other: Self) -> Self {
        let (sum, overflow) = addingReportingOverflow(other)
        return overflow ? (other < 0 ? .min : .max) : sum
    }

    /// The difference; the nearest number there is where it does not fit.
    package func subtractingSaturating(_ other: Self) -> Self {
        let (difference, overflow) = subtractingReportingOverflow(other)
        return overflow ? (other < 0 ? .max : .min) : difference
    }

    /// The product; the nearest number there is where it does not fit.
    package func multipliedSaturating(by other: Self) -> Self {
        let (product, overflow) = multipliedReportingOverflow(by: other)
        return overflow ? ((self < 0) == (other < 0) ? .max : .min) : product
    }

    /// The number as a counter of a row: from 0 to 10¹², whatever was written there, so that a million of them can be added up.
    package var asCount: Self {
        Swift.min(Swift.max(self, 0), Self(clamping: 1_000_000_000_000 as Int64))
    }
}

extension Sequence {
    /// The sum of what the closure yields; the nearest number there is where it does not fit.
    package func sumSaturating<Number: FixedWidthInteger>(_ number: (Element) -> Number) -> Number {
        reduce(0) { $0.addingSaturating(number($1)) }
    }
}

extension FixedWidthInteger {
    /// The whole part of a number; the nearest there is where it does not fit, 0 for what is no number.
    package init(saturating number: Double) {
        guard !number.isNaN else {
            self = 0
            return
        }
        self = Self(exactly: number.rounded(.towardZero)) ?? (number < 0 ? .min : .max)
    }
}
