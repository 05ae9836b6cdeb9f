package import WallTime

/// The KPIs of a window, from intervals, incidents and episodes.
package struct KPIReport: Sendable, Hashable, Codable {
    /// A part of one, with the spread behind it.
    package struct Share: Sendable, Hashable, Codable {
        /// How many it is the share of.
        package var n: Int
        /// 0–1; nil where there is nothing to share.
        package var value: Double?
        package var target: Double
        /// Whether the target is met; nil where there is no value.
        package var met: Bool?
    }

    /// Lengths of time in seconds.
    package struct Times: Sendable, Hashable, Codable {
        package var seconds: Distribution
        package var target: Double
        package var met: Bool?
    }

    package struct Uptime: Sendable, Hashable, Codable {
        /// Up of up and down, over all accounts, weighted by time.
        package var overall: Share
        /// The same with the gateway's downtime counted as down.
        package var countingGateway: Share
        /// The part of the time that `overall` is made of, 0–1.
        package var coverage: Double?
        /// The accounts' own figures: how many, mean, p50, p90.
        package var accounts: Distribution
        package var totals: AvailabilityTotals
    }

    package struct Reconnects: Sendable, Hashable, Codable {
        package var soft: Share
        package var qr: Share
        /// From the first step to connected, in seconds, of those that succeeded.
        package var softSeconds: Distribution
        package var qrSeconds: Distribution
        /// Incidents in which gates held everything back.
        package var blocked: Int
    }

    package var from: Timestamp
    package var to: Timestamp
    package var uptime: Uptime
    package var reconnects: Reconnects
    /// Detected − began.
    package var detection: Times
    /// Recovered − detected, of incidents that no person had to end.
    package var recovery: Times
    /// Recovered − detected, of those that needed a person.
    package var recoveryByPerson: Times
    /// Incidents that are open, by their age in seconds.
    package var open: Distribution
    package var falsePositives: Share
}

extension KPIReport {
    /// Calculates the KPIs.
    ///
    /// An incident counts for detection in the window in which it was detected, for recovery in the one in which it was
    /// resolved; an episode in the one in which it ended.
    ///
    /// - Parameters:
    ///   - accounts: each account's totals within the window.
    ///   - incidents: incidents of sessions, open ones too; others are passed over.
    ///   - episodes: finished ones; others are passed over.
    package init(
        from start: Timestamp, to end: Timestamp, accounts: [AvailabilityTotals], incidents: [Incident],
        episodes: [RecoveryEpisode], settings: HealthSettings
    ) {
        func within(_ time: Timestamp?) -> Bool { time.map { $0 >= start && $0 < end } ?? false }
        let sessions = incidents.filter { $0.scope == .session }
        let detected = sessions.filter { within($0.detectedAt) }
        let resolved = sessions.filter { within($0.resolvedAt) }
        let open = sessions.filter { $0.detectedAt < end && ($0.resolvedAt.map { $0 >= end } ?? true) }
        from = start
        to = end
        uptime = Uptime(accounts)
        reconnects = Reconnects(
            episodes.filter { within($0.endedAt) && $0.outcome != .abandoned },
            blocked: detected.count { $0.wasBlocked && $0.actions.isEmpty }, settings: settings)
        // A beginning that is only the first bad check would flatter the figure.
        detection = Times(
            detected.filter { $0.beganSource != .unknown }.map { $0.detectedAt - $0.beganAt },
            target: KPITarget.detection)
        recovery = Times(resolved.filter { !$0.needsHuman }.compactMap(\.recoveryTime), target: KPITarget.recovery)
        recoveryByPerson = Times(
            resolved.filter(\.needsHuman).compactMap(\.recoveryTime), target: KPITarget.recovery)
        self.open = Distribution(open.map { (end - $0.detectedAt).inSeconds })
        falsePositives = Share(
            resolved.count(where: \.falsePositive), of: resolved.count, target: KPITarget.falsePositives,
            above: false)
    }
}

extension Incident {
    /// Recovered − detected.
    fileprivate var recoveryTime: Duration? { resolvedAt.map { max(.zero, $0 - detectedAt) } }
}

extension KPIReport.Share {
    /// A share of a number of things.
    fileprivate init(_ part: Int, of n: Int, target: Double, above: Bool) {
        self.init(n: n, value: n > 0 ? Double(part) / Double(n) : nil, target: target, above: above)
    }

    fileprivate init(n: Int, value: Double?, target: Double, above: Bool) {
        self.init(n: n, value: value, target: target, met: value.map { above ? $0 > target : $0 < target })
    }
}

extension KPIReport.Times {
    fileprivate init(_ durations: [Duration], target: Double) {
        // From whole milliseconds, so that the sum is exact before it is divided.
        let total = durations.reduce(Int64(0)) { $0 + $1.wholeMilliseconds }
        var seconds = Distribution(durations.map { Double($0.wholeMilliseconds) / 1000 })
        if seconds.n > 0 { seconds.mean = Double(total) / Double(seconds.n) / 1000 }
        self.init(seconds: seconds, target: target, met: seconds.mean.map { $0 < target })
    }
}

extension KPIReport.Uptime {
    fileprivate init(_ accounts: [AvailabilityTotals]) {
        let sum = accounts.reduce(AvailabilityTotals(), +)
        let own = accounts.compactMap(\.uptime)
        func share(_ value: Double?) -> KPIReport.Share {
            KPIReport.Share(n: own.count, value: value, target: KPITarget.uptime, above: true)
        }
        self.init(
            overall: share(sum.uptime), countingGateway: share(sum.uptimeCountingGateway), coverage: sum.coverage,
            accounts: Distribution(own), totals: sum)
    }
}

extension KPIReport.Reconnects {
    fileprivate init(_ finished: [RecoveryEpisode], blocked: Int, settings: HealthSettings) {
        let qr = finished.filter(\.usedScan)
        let soft = finished.filter { !$0.usedScan }
        func share(_ episodes: [RecoveryEpisode]) -> KPIReport.Share {
            KPIReport.Share(
                episodes.count { $0.succeeded(settings) }, of: episodes.count, target: KPITarget.success, above: true)
        }
        func seconds(_ episodes: [RecoveryEpisode]) -> Distribution {
            Distribution(
                episodes.filter { $0.succeeded(settings) }.compactMap { episode in
                    episode.connectedAt.map { ($0 - episode.startedAt).inSeconds }
                })
        }
        self.init(
            soft: share(soft), qr: share(qr), softSeconds: seconds(soft), qrSeconds: seconds(qr), blocked: blocked)
    }
}
