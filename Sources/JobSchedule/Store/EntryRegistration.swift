/// An entry as the store needs to know it.
public struct EntryRegistration: Hashable, Sendable {
    /// The entry's name.
    public let name: String
    /// What its slots depend on, as text; another text means another series of slots.
    public let fingerprint: String

    /// Makes a registration of its parts.
    public init(name: String, fingerprint: String) {
        self.name = name
        self.fingerprint = fingerprint
    }
}
