/// Reed-Solomon error correction over GF(2⁸) with the polynomial x⁸+x⁴+x³+x²+1, as QR codes use it
/// (ISO/IEC 18004, 7.5.2).
enum ReedSolomon {
    /// The correction codewords of a block of data.
    static func correction(of data: some Sequence<UInt8>, count: Int) -> [UInt8] {
        let divisor = generator(degree: count)
        var remainder = [UInt8](repeating: 0, count: count)
        for byte in data {
            let factor = byte ^ remainder.removeFirst()
            remainder.append(0)
            for place in 0..<count { remainder[place] ^= multiply(divisor[place], factor) }
        }
        return remainder
    }

    /// The product of two field elements, by shift and reduce.
    static func multiply(_ left: UInt8, _ right: UInt8) -> UInt8 {
        var product = 0
        for bit in stride(from: 7, through: 0, by: -1) {
            product = (product << 1) ^ ((product >> 7) * 0x11D)
            product ^= ((Int(right) >> bit) & 1) * Int(left)
        }
        return UInt8(truncatingIfNeeded: product)
    }

    /// The generator polynomial (x − 2⁰)(x − 2¹)…, without its leading 1.
    private static func generator(degree: Int) -> [UInt8] {
        var polynomial = [UInt8](repeating: 0, count: degree)
        polynomial[degree - 1] = 1
        var root: UInt8 = 1
        for _ in 0..<degree {
            for place in 0..<degree {
                polynomial[place] = multiply(polynomial[place], root)
                if place + 1 < degree { polynomial[place] ^= polynomial[place + 1] }
            }
            root = multiply(root, 2)
        }
        return polynomial
    }
}
