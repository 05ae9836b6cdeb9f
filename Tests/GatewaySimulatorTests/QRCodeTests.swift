import Testing

@testable import GatewaySimulator

@Suite("QR codes")
struct QRCodeTests {
    @Test(
        "are read back byte for byte, in every version",
        arguments: (1...QRVersion.largest).map { QRVersion(number: $0).byteCapacity })
    func roundTrip(length: Int) throws {
        let bytes = (0..<length).map { UInt8(truncatingIfNeeded: $0 &* 7 &+ length) }
        let code = try #require(QRCode(bytes))
        #expect(try QRReader(size: code.size, isDark: code.isDark).bytes() == bytes)
    }

    @Test(
        "are as large as the standard says (ISO/IEC 18004, table 7, level M)",
        arguments: [(14, 21), (15, 25), (213, 57), (214, 61), (251, 61), (252, 65), (666, 97)])
    func size(length: Int, side: Int) throws {
        #expect(try #require(QRCode([UInt8](repeating: 65, count: length))).size == side)
    }

    @Test("hold 666 bytes and no more")
    func limit() {
        #expect(QRCode([UInt8](repeating: 65, count: 667)) == nil)
        #expect(QRCode.base64PNG(of: String(repeating: "A", count: 667)).isEmpty)
    }

    @Test("equal, module for module, those of another implementation")
    func reference() throws {
        // Made with the Python package qrcode 8.2: version 1, level M, byte mode, mask 7.
        let expected = """
            #######...#...#######
            #.....#.....#.#.....#
            #.###.#..###..#.###.#
            #.###.#.......#.###.#
            #.###.#....##.#.###.#
            #.....#.#.....#.....#
            #######.#.#.#.#######
            .........#...........
            #..#.##.#.####.#.....
            ...#.#...###.#.#...##
            #.###.#.##.#..#####.#
            .....#....#.######.##
            ....####..##.###...##
            ........##...####.#.#
            #######..#.##.#.##.#.
            #.....#.#.#...##...##
            #.###.#...#.####.#..#
            #.###.#.##...##.#.###
            #.###.#...##.######.#
            #.....#....##...#....
            #######.#....#.##..#.
            """
        let code = try #require(QRCode(Array("denyut".utf8), mask: 7))
        let drawn = (0..<code.size).map { y in
            (0..<code.size).map { code.isDark($0, y) ? "#" : "." }.joined()
        }
        #expect(drawn.joined(separator: "\n") == expected)
    }

    @Test("are read back from their picture")
    func picture() throws {
        let text = SessionWorld().codeText(session: "wa-1", count: 3)
        let code = try #require(QRCode(Array(text.utf8)))
        let picture = try PNGReader(code.png(scale: 3))
        #expect(picture.width == (code.size + 8) * 3)
        #expect(picture.height == picture.width)
        let bytes = try QRReader(size: code.size) { x, y in picture.isBlack((x + 4) * 3 + 1, (y + 4) * 3 + 1) }.bytes()
        #expect(String(decoding: bytes, as: UTF8.self) == text)
        #expect(!picture.isBlack(0, 0))
        #expect(!picture.isBlack(picture.width - 1, picture.height - 1))
    }

    @Test("have checksums that match the published examples")
    func checksums() {
        #expect(PNG.crc32(Array("123456789".utf8)) == 0xCBF4_3926)
        #expect(PNG.adler32(Array("Wikipedia".utf8)) == 0x11E6_0398)
    }
}
