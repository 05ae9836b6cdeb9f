import Foundation

/// How soon a process that ended is started again: at once where it lived for a while, later each time it did not.
struct RestartPace {
    /// The longest pause, in seconds.
    private static let longestPause = 30.0
    /// Who lives so many seconds has not failed at once.
    private static let soundLife = 10.0

    private var shortLives = 0

    /// The seconds to wait before the next start.
    ///
    /// - Parameters:
    ///   - lived: How long the process ran, in seconds.
    ///   - wasAsked: It ended because it was to be started anew (`queue-restart`, its memory limit). That costs no pause unless it
    ///     happens again and again, as under a limit that is too low to even start.
    mutating func pause(afterLivingFor lived: Double, wasAsked: Bool = false) -> Double {
        guard lived < Self.soundLife else {
            shortLives = 0
            return 0
        }
        shortLives += 1
        let exponent = shortLives - (wasAsked ? 2 : 1)
        return exponent < 0 ? 0 : min(Self.longestPause, pow(2, Double(exponent)))
    }
}
