internal import WallTime

extension Duration {
    /// The duration as people say it, in its largest unit: "45 s", "12 min", "3 h", "2 days". Rounded towards zero.
    var spoken: String {
        let seconds = max(0, wholeMilliseconds / 1000)
        return switch seconds {
        case ..<120: "\(seconds) s"
        case ..<7200: "\(seconds / 60) min"
        case ..<172_800: "\(seconds / 3600) h"
        default: "\(seconds / 86400) days"
        }
    }
}
