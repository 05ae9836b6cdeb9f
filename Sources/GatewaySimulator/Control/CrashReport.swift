/// What the status says after a crash.
enum CrashReport: String, CaseIterable {
    case connected
    case disconnected
}
