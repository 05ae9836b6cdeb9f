/// The version of the program.
package enum Version {
    /// The version, as in the change log.
    package static let current = "0.2.0"
}
