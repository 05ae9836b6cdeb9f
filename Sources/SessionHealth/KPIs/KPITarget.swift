/// What each KPI is measured against.
package enum KPITarget {
    /// More than, 0–1.
    package static let uptime = 0.995
    /// More than, 0–1.
    package static let success = 0.90
    /// Less than, in seconds.
    package static let detection = 120.0
    /// Less than, in seconds.
    package static let recovery = 300.0
    /// Less than, 0–1.
    package static let falsePositives = 0.05
}
