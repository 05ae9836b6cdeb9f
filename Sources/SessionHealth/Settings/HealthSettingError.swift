/// A setting that cannot be in force, with the cure.
package struct HealthSettingError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The setting's name under `health`, such as `notify.group`.
    package var setting: String
    /// What is wrong and what is right, in one line.
    package var message: String

    package init(setting: String, message: String) {
        self.setting = setting
        self.message = message
    }

    package var description: String { "health.\(setting): \(message)" }
}
