/// Where a session can get stuck on its way up.
enum StuckPhase: String, CaseIterable {
    case starting
    case scanning
    case authenticated

    var phase: SessionPhase {
        switch self {
        case .starting: .starting
        case .scanning: .scanning
        case .authenticated: .authenticated
        }
    }
}
