#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

extension QRCode {
    /// The code as a PNG picture with its quiet zone of four modules.
    ///
    /// - Parameter scale: pixels along the side of a module.
    package func png(scale: Int = 4) -> [UInt8] {
        let side = (size + 8) * scale
        return PNG.encode(width: side, height: side) { x, y in
            let column = x / scale - 4
            let row = y / scale - 4
            return (0..<size).contains(column) && (0..<size).contains(row) && isDark(column, row)
        }
    }

    /// The picture of a text, in base 64. A text too long for a code (666 bytes) gives an empty string.
    package static func base64PNG(of text: String) -> String {
        guard let code = QRCode(Array(text.utf8)) else { return "" }
        return Data(code.png()).base64EncodedString()
    }

    /// The picture of a text as a `data:` address, as a browser shows it.
    package static func dataURL(of text: String) -> String {
        "data:image/png;base64," + base64PNG(of: text)
    }
}
