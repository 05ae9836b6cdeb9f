import Gateways
import JobSchedule
import Logging
import SessionHealth
import SessionMonitor

/// Everything that can be set, with defaults for all of it.
///
/// A value comes from a flag, else from the environment, else from `denyut.json`, else it is the default.
struct Settings: Sendable {
    /// How log lines are written.
    enum LogFormat: String, Sendable, CaseIterable {
        /// For people.
        case pretty
        /// One JSON object a line.
        case json
    }

    /// The path of the database file.
    var databasePath = DatabaseURL.standardPath
    /// Whether the database is where it is unless somebody names another place: that folder is made where it is missing.
    var isDatabaseInDefaultPlace: Bool { DatabaseURL.isStandard(databasePath) }
    var logLevel = Logger.Level.info
    /// `nil`: standard error.
    var logFile: String?
    /// When the log file is turned over; `nil`: never, that is left to logrotate.
    var logRotation: LogFile.Rotation?
    /// `nil`: pretty on a terminal, else JSON.
    var logFormat: LogFormat?
    /// The IANA name of the zone in which the schedule is read where an entry names none.
    var timezone = "UTC"
    /// The name of the environment, for entries that run only in some.
    var environment = "production"
    /// Asked after each pass of the scheduler: a dead-man switch.
    var schedulePingURL: String?
    /// The gateways that stand in the settings; those in the database come on top.
    var gateways: [NewGateway] = []
    /// Whether the gateway is only the usual one, because nothing was said of any.
    var isGatewayAssumed = false
    /// The entries of the schedule that stand in the settings file.
    var schedule: [EntryDefinition] = []
    var health = HealthSettings()
    /// What other parts read themselves, as it stands in the file.
    var notifications: JSON = .null
    var dashboard: JSON = .null
    /// Everything in force, by name, for `config-check`.
    var inForce: [SettingInForce] = []
}
