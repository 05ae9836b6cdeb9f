public import FoundationEssentials

/// A kind of job and its payload in one: the value is what is stored and what the handler is given.
///
/// ```swift
/// struct SendReport: Job {
///     static let kind = "SendReport"
///     var customer: Int
/// }
/// ```
public protocol Job: Codable, Sendable {
    /// The stable name of the kind in the table and on the wire: 1–200 bytes, see `NewJob.kind`. Never change it while jobs are waiting.
    static var kind: String { get }

    /// The version of the payload this code writes, from 1. Raise it when an old payload can no longer be decoded.
    static var payloadVersion: Int { get }

    /// The queue that jobs of this kind go to unless the caller names another.
    static var queue: String { get }

    /// How failures of this kind are retried; `nil` leaves it to the worker.
    static var retryPolicy: RetryPolicy? { get }

    /// How long finished jobs of this kind are kept in the store; `nil` keeps none.
    static var keepFinished: Duration? { get }

    /// Rewrites a payload that an older version wrote, as JSON, so that this version can decode it.
    ///
    /// - Throws: `PayloadError` where that version is not supported: the job then fails for good, with that reason.
    static func upgrade(payload: Data, from version: Int) throws -> Data
}

extension Job {
    /// 1: the payload has never changed.
    public static var payloadVersion: Int { 1 }

    /// The queue named `default`.
    public static var queue: String { "default" }

    /// The worker's own policy.
    public static var retryPolicy: RetryPolicy? { nil }

    /// Finished jobs are not kept.
    public static var keepFinished: Duration? { nil }

    /// Refuses every other version: an old payload is upgraded or refused, loudly.
    public static func upgrade(payload: Data, from version: Int) throws -> Data {
        throw PayloadError.unsupportedVersion(kind: kind, found: version, supported: payloadVersion)
    }
}
