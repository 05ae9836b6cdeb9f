import Foundation
import Synchronization
public import WallTime

/// A time zone of the IANA data base, checked once, with its offsets at hand.
public struct ScheduleZone: Hashable, Sendable, CustomStringConvertible {
    /// The name, such as `Asia/Jakarta` or `UTC`.
    public let identifier: String

    let table: ZoneTable

    private static let known = Mutex<[String: ScheduleZone]>([:])

    /// Coordinated universal time.
    public static let utc = ScheduleZone(identifier: "UTC", table: ZoneTable(.gmt, isUTC: true))

    /// Finds a zone by its IANA name.
    ///
    /// - Throws: `ScheduleError` with `.unknownZone`, naming the nearest known zone. Abbreviations (`WIB`) and offsets
    ///   (`GMT+7`) are refused, because they do not say how the clocks change.
    public init(_ identifier: String) throws(ScheduleError) {
        if let zone = Self.known.withLock({ $0[identifier] }) {
            self = zone
            return
        }
        if identifier == "UTC" || identifier == "Etc/UTC" {
            self.init(identifier: identifier, table: Self.utc.table)
        } else if ZoneNames.isName(identifier), let zone = TimeZone(identifier: identifier) {
            self.init(identifier: identifier, table: ZoneTable(zone, isUTC: false))
        } else {
            throw ScheduleError(.unknownZone, ZoneNames.complaint(about: identifier))
        }
        let zone = self
        Self.known.withLock { $0[identifier] = zone }
    }

    private init(identifier: String, table: ZoneTable) {
        self.identifier = identifier
        self.table = table
    }

    /// Seconds that the wall clock is ahead of UTC at an instant.
    public func secondsFromUTC(at instant: Timestamp) -> Int {
        table.span(at: instant.calculableSeconds).offset
    }

    /// The name.
    public var description: String { identifier }

    /// Zones are equal when their names are.
    public static func == (left: ScheduleZone, right: ScheduleZone) -> Bool {
        left.identifier == right.identifier
    }

    /// Hashes the name.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(identifier)
    }
}
