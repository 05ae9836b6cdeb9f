package import WallTime

/// What is known of the database itself.
package struct StoreFacts: Sendable, Equatable {
    /// SQLite's version.
    package var version: String
    package var pragmas: [String: String]
    package var migrations: Int
    /// Bytes of the database with what still stands in the WAL, and of the pages in it that are free.
    package var size: Int64
    package var free: Int64
    package var walSize: Int64
    /// Bytes of the WAL at which it is written back.
    package var walLimit: Int64
    package var diskFree: Int64?
    /// The name of the file system, where it is one that several hosts share.
    package var networkFileSystem: String?
    package var dataVersion: Int64
    /// When the WAL was last written back, by whichever process.
    package var checkpointedAt: Timestamp?
    /// When the job was claimed that has been held the longest.
    package var oldestLease: Timestamp?
    /// Rows by table; no more than `rowCap` are counted.
    package var tables: [(name: String, rows: Int)] = []

    package static let rowCap = 10_000

    package static func == (one: StoreFacts, other: StoreFacts) -> Bool {
        one.version == other.version && one.size == other.size && one.walSize == other.walSize
            && one.dataVersion == other.dataVersion
    }
}
