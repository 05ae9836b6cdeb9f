import Basics
import Crypto
import HTTPTypes
import Hummingbird
import NIOCore

/// The files of the page, each compressed once, at its first request; answered by exact name: no path is ever looked up in
/// a file system.
struct StaticSite: Sendable {
    private struct File {
        let contentType: String
        let plain: ByteBuffer
        let tag: String
    }

    private let files: [String: File]
    private let index: File?
    private let compressed = CompressedFiles()

    /// The addresses that the page itself shows; each is answered with the same document.
    private static let pages: Set<String> = [
        "/", "/settings/whatsapp-accounts", "/incidents", "/queues", "/workers", "/schedule", "/store", "/login",
    ]

    init(assets: [EmbeddedAsset] = EmbeddedAsset.all) {
        var files: [String: File] = [:]
        for asset in assets {
            let digest = SHA256.hash(data: asset.bytes).prefix(12)
            files["/assets/" + asset.path] = File(
                contentType: asset.contentType, plain: ByteBuffer(bytes: asset.bytes), tag: "\"\(Hex.text(digest))\"")
        }
        index = files["/assets/index.html"]
        self.files = files
    }

    /// The answer for a path; nil where the site has nothing there.
    func answer(_ path: String, headers: HTTPFields) -> Response? {
        guard let file = files[path] ?? (Self.isPage(path) ? index : nil) else { return nil }
        var fields = HTTPFields()
        fields[.eTag] = file.tag
        // A new version of the program must show at the next look; a 304 costs next to nothing.
        fields[.cacheControl] = "no-cache"
        fields[.vary] = "Accept-Encoding"
        if let known = headers[.ifNoneMatch], known.split(separator: ",").contains(where: { Self.tag($0) == file.tag })
        {
            return Response(status: .notModified, headers: fields)
        }
        fields[.contentType] = file.contentType
        guard Self.takesGzip(headers) else {
            return Response(status: .ok, headers: fields, body: ResponseBody(byteBuffer: file.plain))
        }
        fields[.contentEncoding] = "gzip"
        return Response(
            status: .ok, headers: fields, body: ResponseBody(byteBuffer: compressed.file(file.tag, file.plain)))
    }

    /// Whether the page shows something at that address.
    static func isPage(_ path: String) -> Bool {
        let path = path.count > 1 && path.hasSuffix("/") ? String(path.dropLast()) : path
        if pages.contains(path) { return true }
        let parts = path.split(separator: "/", omittingEmptySubsequences: false)
        return parts.count == 3 && parts[1] == "accounts" && Int64(parts[2]) != nil
    }

    /// Whether the asker can read gzip (RFC 9110, 12.5.3).
    static func takesGzip(_ headers: HTTPFields) -> Bool {
        guard let accepted = headers[.acceptEncoding] else { return false }
        return accepted.split(separator: ",").contains { part in
            let pieces = part.split(separator: ";").map { $0.filter { !$0.isWhitespace }.lowercased() }
            guard let name = pieces.first, name == "gzip" || name == "*" else { return false }
            let weight = pieces.dropFirst().first { $0.hasPrefix("q=") }?.dropFirst(2)
            return weight.flatMap { Double($0) } != 0
        }
    }

    private static func tag(_ text: Substring) -> String {
        let text = text.filter { !$0.isWhitespace }
        return text.hasPrefix("W/") ? String(text.dropFirst(2)) : text
    }
}
