import CDashboardAssets
import NIOCore

/// The contract, as it stands in `docs/api/openapi.json`. Everybody may ask for it, so it is neither copied nor compressed anew for
/// each of them.
enum OpenAPIDocument {
    static let plain = ByteBuffer(
        bytes: UnsafeBufferPointer(start: dashboard_openapi(), count: dashboard_openapi_length()))
    static let compressed = ByteBuffer(bytes: Gzip.compress(Array(buffer: plain)))
}
