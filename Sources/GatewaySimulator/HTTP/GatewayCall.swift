package import WallTime

/// A request as the simulated gateway sees it, matched to a route.
package struct GatewayCall: Sendable {
    package var method: String
    /// The path as it came, without the query.
    package var path: String
    /// The parts of the path, percent-decoded.
    package var segments: [String]
    package var query: [String: String]
    /// Header values by lower-case name.
    package var headers: [String: String]
    package var body: [UInt8]
    package var at: Timestamp
    /// The address that the gateway is reached under, for answers that carry links.
    package var origin: String
    /// What the route's pattern captured.
    package var parameters: [String: String] = [:]
    /// The worker of a cluster that got the request, and how many there are; nil where one process holds all.
    package var worker: ClusterWorker?

    package init(
        _ method: String, _ target: String, headers: [String: String] = [:], body: [UInt8] = [], at: Timestamp,
        origin: String = "http://127.0.0.1"
    ) {
        self.method = method
        let parts = target.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        path = String(parts.first ?? "/")
        segments = path.split(separator: "/").map { PercentCoding.decode($0) }
        query = parts.count > 1 ? PercentCoding.query(parts[1]) : [:]
        self.headers = headers
        self.body = body
        self.at = at
        self.origin = origin
    }

    /// The body as JSON; an empty object where it is none.
    package var json: JSON {
        body.isEmpty ? [:] : JSON(parsing: body) ?? [:]
    }

    /// What the route captured under that name.
    package func parameter(_ name: String) -> String {
        parameters[name] ?? ""
    }
}
