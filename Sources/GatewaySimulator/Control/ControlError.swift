/// A command that cannot be carried out, with what to do about it.
package struct ControlError: Error, CustomStringConvertible, Hashable {
    package var description: String
    /// The HTTP status that tells it.
    package var status = 400

    package init(_ description: String, status: Int = 400) {
        self.description = description
        self.status = status
    }
}
