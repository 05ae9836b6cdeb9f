/// Why a payload could not be turned into its job.
public enum PayloadError: Error, Equatable, CustomStringConvertible {
    /// The payload was written by a version that this program cannot read.
    case unsupportedVersion(kind: String, found: Int, supported: Int)
    /// The payload is not the JSON that the kind expects; the text says where.
    case undecodable(kind: String, reason: String)

    /// What happened and what to do next.
    public var description: String {
        switch self {
        case .unsupportedVersion(let kind, let found, let supported):
            "The payload of \(kind) has version \(found), and this program reads version \(supported). "
                + "Run a worker that knows version \(found), or implement \(kind).upgrade(payload:from:)."
        case .undecodable(let kind, let reason):
            "The payload of \(kind) cannot be decoded: \(reason). Correct the JSON and enqueue the job again."
        }
    }
}
