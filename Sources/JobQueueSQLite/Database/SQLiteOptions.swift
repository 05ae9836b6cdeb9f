/// How a database file is opened and kept.
public struct SQLiteOptions: Sendable, Equatable {
    /// How long a write waits for other processes before it gives up.
    public var busyTimeout: Duration = .seconds(10)
    /// The WAL is written back to the database once it has so many pages (of 4 KiB), from 100 to a million.
    public var checkpointPages = 2000 {
        didSet { checkpointPages = min(max(checkpointPages, 100), 1_000_000) }
    }
    /// Enqueuing is refused when the disk has less free space than this, in bytes, because even a deletion needs room.
    public var freeSpaceWatermark: Int64 = 32 << 20
    /// Opens files on network file systems, where several hosts would break the database.
    public var allowsNetworkFileSystem = false
    /// Counts what goes through the queue, by minute, queue and kind, for `queue-stats` and the page.
    public var recordsStatistics = true
    /// Makes the file, and brings its schema up to date.
    public var createsAndMigrates = true

    /// Makes the defaults.
    public init() {}

    /// The WAL's file is cut down to that when it is started anew, in bytes.
    var walSizeLimit: Int { 2 * checkpointPages * 4096 }
}
