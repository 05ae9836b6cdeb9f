/// What is measured.
struct Setting {
    var kind: String
    var sessions: Int
    /// Milliseconds.
    var latency: Int
    /// The folder of the release binaries.
    var binaries: String

    /// The key as the kind takes it.
    var key: String { kind == "gowa" ? "user:password" : "benchmark-key" }
}
