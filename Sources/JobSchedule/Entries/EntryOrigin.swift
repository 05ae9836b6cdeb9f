/// Where an entry comes from. Only those from the database can be edited and removed at run time.
public enum EntryOrigin: String, Hashable, Sendable, Codable, CaseIterable {
    /// Declared by the program.
    case code
    /// Read from the settings file.
    case file
    /// Added at run time.
    case database
}
