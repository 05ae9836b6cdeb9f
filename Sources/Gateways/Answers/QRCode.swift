package import WallTime

/// A QR code to be scanned with the phone.
///
/// It grants a login, so it is a secret while it lasts: it is never logged, and prints as its form only.
package struct QRCode: Sendable, Hashable, CustomStringConvertible, CustomReflectable {
    package enum Content: Sendable, Hashable {
        /// A picture, as a `data:image/png;base64,…` URL.
        case picture(String)
        /// The text that is to be drawn as a QR code.
        case text(String)
    }

    package let content: Content
    /// When the gateway made it.
    package var generatedAt: Timestamp?
    /// When it stops to work, as far as that is known.
    package var expiresAt: Timestamp?

    /// The longest data URL taken, in bytes.
    static let pictureLimit = 512 * 1024
    /// The longest text taken, in bytes. WhatsApp's are about 240.
    static let textLimit = 4096

    /// Reads a QR code as a gateway gave it: a data URL, bare base64 of a PNG, or the text itself.
    ///
    /// Nil where it is none of these: whatever a page is to show must not be something else in disguise.
    package init?(_ value: String, generatedAt: Timestamp? = nil, expiresAt: Timestamp? = nil) {
        guard let content = Self.content(of: value) else { return nil }
        self.content = content
        self.generatedAt = generatedAt
        self.expiresAt = expiresAt
    }

    init(_ content: Content, generatedAt: Timestamp?) {
        self.content = content
        self.generatedAt = generatedAt
        self.expiresAt = generatedAt.map { $0 + .seconds(20) }
    }

    /// Reads a QR code that a gateway shows just now and does not date. WhatsApp replaces each after 20 s (the first one
    /// after 60), so it is shown for 20 s and then asked for again.
    package init?(_ value: String, shownAt now: Timestamp) {
        self.init(value, generatedAt: now, expiresAt: now + .seconds(20))
    }

    /// Makes a QR code of the bytes of a PNG.
    package init?(png: [UInt8], generatedAt: Timestamp? = nil, expiresAt: Timestamp? = nil) {
        guard png.starts(with: [0x89, 0x50, 0x4E, 0x47]), png.count * 4 / 3 < Self.pictureLimit else { return nil }
        self.content = .picture("data:image/png;base64," + base64(png))
        self.generatedAt = generatedAt
        self.expiresAt = expiresAt
    }

    private static func content(of value: String) -> Content? {
        let pngPrefix = "data:image/png;base64,"
        let pngMagic = "iVBORw0KGgo"
        guard !value.isEmpty, value.utf8.count <= pictureLimit else { return nil }
        if value.hasPrefix("data:") {
            guard value.hasPrefix(pngPrefix), isBase64(value.utf8.dropFirst(pngPrefix.utf8.count)) else { return nil }
            return .picture(value)
        }
        if value.hasPrefix(pngMagic) {
            return isBase64(value.utf8) ? .picture(pngPrefix + value) : nil
        }
        guard value.utf8.count <= textLimit, value.utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7F }) else { return nil }
        return .text(value)
    }

    private static func isBase64(_ bytes: some Collection<UInt8>) -> Bool {
        !bytes.isEmpty
            && bytes.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "+"), UInt8(ascii: "/"), UInt8(ascii: "="):
                    true
                default: false
                }
            }
    }

    package var description: String {
        switch content {
        case .picture: "QRCode(picture)"
        case .text: "QRCode(text)"
        }
    }

    package var customMirror: Mirror { Mirror(self, children: []) }
}
