import CDashboardAssets

/// The contract, as it stands in `docs/api/openapi.json`.
enum OpenAPIDocument {
    static let bytes = [UInt8](UnsafeBufferPointer(start: dashboard_openapi(), count: dashboard_openapi_length()))
}
