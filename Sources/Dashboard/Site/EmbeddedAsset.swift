import CDashboardAssets

/// A file of the page, compiled into the binary.
package struct EmbeddedAsset: Sendable {
    /// Path below `Sources/Dashboard/Assets`, as `app/main.js`.
    package let path: String
    /// Value of the header Content-Type.
    package let contentType: String
    package let bytes: [UInt8]

    /// Every file of the page, in the order of their paths.
    package static let all: [EmbeddedAsset] = (0..<dashboard_asset_count).compactMap { index in
        dashboard_asset_at(index).map { EmbeddedAsset($0.pointee) }
    }

    private init(_ asset: dashboard_asset) {
        path = String(cString: asset.path)
        contentType = String(cString: asset.content_type)
        bytes = [UInt8](UnsafeBufferPointer(start: asset.bytes, count: asset.length))
    }
}
