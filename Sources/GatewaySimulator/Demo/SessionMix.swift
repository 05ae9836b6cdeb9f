/// How many sessions of which role.
package struct SessionMix: Hashable, Sendable {
    /// The roles in turn; the last one is followed by the first.
    package var pattern: [SessionRole]

    /// The names that can be given instead of a list.
    package static let names = ["demo", "healthy"]

    /// 24 sessions that show every score of the table: 100, 80, 70, 50, 30, 20, 10 and 0.
    package static let demo = SessionMix(pattern: [
        .healthy, .healthy, .idle, .healthy, .failing, .healthy, .crashed, .waiting,
        .healthy, .idleFailing, .healthy, .paired, .idle, .failing, .idleCrashed, .healthy,
        .failingCrashed, .unlinked, .disconnected, .healthy, .authenticated, .error, .missing, .healthy,
    ])

    package init(pattern: [SessionRole]) {
        self.pattern = pattern.isEmpty ? [.healthy] : pattern
    }

    /// A mix of that name; nil where there is none. The name of a role is a mix of that role alone.
    package init?(named name: String) {
        if name == "demo" {
            self = .demo
        } else if let role = SessionRole(rawValue: name) {
            self.init(pattern: [role])
        } else {
            return nil
        }
    }

    /// The role of the session at that place.
    package func role(at place: Int) -> SessionRole {
        pattern[place % pattern.count]
    }
}
