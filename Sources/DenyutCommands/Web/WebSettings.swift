import Dashboard

/// Reads what the settings say of the web page.
enum WebSettings {
    /// - Throws: `SettingsError` with all that is wrong.
    static func read(_ settings: Settings) throws -> DashboardSettings {
        do {
            return try DashboardSettings(settings.dashboard)
        } catch {
            throw SettingsError(error.problems)
        }
    }
}
