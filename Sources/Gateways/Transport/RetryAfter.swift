package import WallTime

/// Reads `Retry-After`: seconds or an HTTP date (RFC 9110, section 10.2.3).
package func retryAfter(_ value: String?, now: Timestamp) -> Duration? {
    guard let value, value.utf8.count <= 40 else { return nil }
    if let seconds = Int64(value) { return seconds >= 0 ? .seconds(min(seconds, 86400)) : nil }
    return Timestamp(httpDate: value).map { max($0 - now, .zero) }
}
