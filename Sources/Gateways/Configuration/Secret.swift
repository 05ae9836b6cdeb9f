/// A key or a password that never prints: not in logs, not in errors, not in a dump of what holds it.
package struct Secret: Sendable, Hashable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// The secret itself. Only for the place that sends or compares it.
    package let revealed: String

    package init(_ value: String) {
        self.revealed = value
    }

    package var description: String { "(secret)" }
    package var debugDescription: String { "(secret)" }
    package var customMirror: Mirror { Mirror(self, children: []) }
}
