/// An answer as it came over the wire: complete, within the body limit, not yet understood.
package struct GatewayResponse: Sendable, Hashable {
    package var status: Int
    /// Header fields, names in lower case.
    package var headers: [String: String]
    package var body: [UInt8]

    package init(status: Int, headers: [String: String] = [:], body: [UInt8] = []) {
        self.status = status
        self.headers = headers
        self.body = body
    }

    /// Whether the body begins as a PNG or a JPEG does, whatever its media type says.
    package var isPicture: Bool {
        body.starts(with: [0x89, 0x50, 0x4E, 0x47]) || body.starts(with: [0xFF, 0xD8, 0xFF])
    }

    /// The media type, without its parameters.
    package var mediaType: String {
        (headers["content-type"] ?? "").lowercased().prefix { $0 != ";" && $0 != " " }.description
    }
}
