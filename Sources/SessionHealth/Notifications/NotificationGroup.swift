import Basics

/// What one message to one audience says: the events of a group, each account once, the most urgent first.
package struct NotificationGroup: Sendable, Hashable {
    /// In the order of urgency, then of time.
    package let events: [NotificationEvent]

    /// Composes a message of what was collected.
    ///
    /// Of the same session only what matters most is kept: that it is being reconnected says also that it was degraded.
    package init(_ collected: [NotificationEvent]) {
        var best: [Name: NotificationEvent] = [:]
        for event in collected.sorted(by: { $0.at < $1.at }) {
            // A name can hold any character, so the parts are counted, not joined by a mark.
            let gateway = event.gateway ?? ""
            // An account's session may be renamed while its story goes on.
            let subject =
                if let account = event.account, event.session != nil {
                    Name("\(account)")
                } else {
                    Name(
                        "\(gateway.utf8.count) \(gateway) \(event.session ?? "") \(event.session == nil ? event.kind.rawValue : "")"
                    )
                }
            if let known = best[subject], known.kind.urgency < event.kind.urgency { continue }
            best[subject] = event
        }
        events = best.values.sorted { left, right in
            (left.kind.urgency, left.at, left.gateway ?? "", left.session ?? "")
                < (right.kind.urgency, right.at, right.gateway ?? "", right.session ?? "")
        }
    }
}

extension NotificationKind {
    /// The smaller, the more urgent.
    var urgency: Int {
        switch self {
        case .gatewayDown: 0
        case .scanNeeded: 1
        case .needsPerson: 2
        case .sessionsDegraded: 3
        // Its end is later than all that is said of it below.
        case .recovered: 4
        case .reconnectFailed: 5
        case .flapping: 6
        case .reconnectBegun: 7
        case .scoreLow: 8
        case .degraded: 9
        case .memoryClimbing: 10
        }
    }
}
