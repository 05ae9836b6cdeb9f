/// How many sessions of which role.
package struct SessionMix: Hashable, Sendable {
    /// The roles in turn; the last one is followed by the first.
    package var pattern: [SessionRole]

    /// 24 sessions that show every score of the table: 100, 80, 70, 50, 30, 20, 10 and 0.
    package static let demo = SessionMix(pattern: [
        .healthy, .healthy, .idle, .healthy, .failing, .healthy, .crashed, .waiting,
        .healthy, .idleFailing, .healthy, .paired, .idle, .failing, .idleCrashed, .healthy,
        .failingCrashed, .unlinked, .disconnected, .healthy, .authenticated, .error, .missing, .healthy,
    ])

    package init(pattern: [SessionRole]) {
        self.pattern = pattern.isEmpty ? [.healthy] : pattern
    }

    /// Reads a mix: `demo`, the name of a role, or roles with numbers (`healthy=20,crashed=1`); nil for anything else.
    package init?(named name: String) {
        if name == "demo" {
            self = .demo
            return
        }
        var pattern: [SessionRole] = []
        for part in name.split(separator: ",", omittingEmptySubsequences: false) {
            let halves = part.split(separator: "=", omittingEmptySubsequences: false)
            guard halves.count <= 2, let role = SessionRole(rawValue: String(halves.first ?? "")) else { return nil }
            guard let count = halves.count == 2 ? Int(halves[1]) : 1, (1...1_000_000).contains(count) else {
                return nil
            }
            pattern += Array(repeating: role, count: count)
        }
        self.init(pattern: pattern)
    }

    /// The role of the session at that place.
    package func role(at place: Int) -> SessionRole {
        pattern[place % pattern.count]
    }
}
