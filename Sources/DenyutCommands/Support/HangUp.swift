import Foundation
import Logging

/// What SIGHUP means to a command that runs for long: that its terminal is gone, so that it stops as on SIGTERM, or that it is to open
/// its log file anew, as logrotate and people ask.
enum HangUp {
    /// Whether whoever started this process wants it to live on without its terminal (`nohup`).
    static let isIgnored: Bool = {
        var action = sigaction()
        guard sigaction(SIGHUP, nil, &action) == 0 else { return false }
        // The same handler as SIG_IGN, which cannot be compared in Swift.
        let handler = unsafeBitCast(action.__sigaction_handler.sa_handler, to: Int.self)
        return handler == unsafeBitCast(SIG_IGN, to: Int.self)
    }()

    /// The standard descriptors that are a terminal as the process begins.
    private static let terminals = (Int32(0)...2).filter { isatty($0) == 1 }

    /// Looks before anything changes it.
    static func begin() {
        _ = isIgnored
        _ = terminals
    }

    /// Follows SIGHUP from now on.
    ///
    /// - Parameters:
    ///   - reopened: Called after the log file was told to open anew.
    ///   - stop: What SIGTERM does.
    static func watch(
        _ signals: SignalWatch, _ environment: CommandEnvironment, reopened: @escaping @Sendable () -> Void = {},
        stop: @escaping @Sendable () -> Void
    ) {
        let (file, logger) = (environment.logFile, environment.logger)
        signals.on([SIGHUP]) {
            // A terminal that has hung up is none any more.
            let isTerminalGone = terminals.contains { isatty($0) != 1 }
            if let file, !isTerminalGone || isIgnored {
                file.reopen()
                logger.info("SIGHUP: the log file is opened anew.")
                reopened()
            } else if !isIgnored {
                logger.info("SIGHUP: there is no log file to open anew, or the terminal is gone; it stops.")
                stop()
            }
        }
    }
}
