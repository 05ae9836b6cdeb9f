package import Gateways
package import SessionHealth
package import WallTime

/// One KPI as it is shown: in a row of `kpi`, and in the page's interface.
package struct KPIFigure: Sendable, Hashable {
    package enum Unit: String, Sendable, Hashable {
        /// 0–100.
        case percent
        case milliseconds
    }

    /// The name in the page's interface and in `kpi --json`.
    package var name: String
    package var unit: Unit
    /// nil where there is nothing to measure.
    package var value: Double?
    /// How many it is made of.
    package var n: Int
    package var mean: Double?
    package var p50: Double?
    package var p90: Double?
    package var target: Double
    /// Whether it is to stay below its target.
    package var isBelow: Bool
    package var met: Bool?
    /// The part of the time that it is made of, 0–100; for uptimes.
    package var coverage: Double?
}

extension KPIReport {
    /// All KPIs, in the order in which they are shown.
    package var figures: [KPIFigure] {
        let coverage = uptime.coverage.map { $0 * 100 }
        return [
            Self.share("uptime", uptime.overall, uptime.accounts, coverage: coverage),
            Self.share("uptime_with_gateways", uptime.countingGateway, coverage: coverage),
            Self.share("reconnect_soft", reconnects.soft), Self.share("reconnect_qr", reconnects.qr),
            Self.times("mttd", detection), Self.times("mttr_automatic", recovery),
            Self.times("mttr_human", recoveryByPerson), Self.share("false_positives", falsePositives, isBelow: true),
        ]
    }

    /// The report as `kpi --json` and the page's interface give it; times in milliseconds.
    ///
    /// - Parameter now: when it was asked for.
    package func json(_ window: KPIWindow, at now: Timestamp) -> JSON {
        [
            "at": .integer(now.milliseconds), "since": .string(window.rawValue), "from_at": .integer(from.milliseconds),
            "until_at": .integer(to.milliseconds), "items": .array(figures.map(\.json)),
            "blocked_episodes": .integer(Int64(reconnects.blocked)), "open_incidents": .integer(Int64(open.n)),
        ]
    }

    private static func share(
        _ name: String, _ share: Share, _ spread: Distribution? = nil, coverage: Double? = nil, isBelow: Bool = false
    ) -> KPIFigure {
        KPIFigure(
            name: name, unit: .percent, value: share.value.map { $0 * 100 }, n: share.n,
            mean: (spread?.mean ?? share.value).map { $0 * 100 }, p50: spread?.p50.map { $0 * 100 },
            p90: spread?.p90.map { $0 * 100 }, target: share.target * 100, isBelow: isBelow, met: share.met,
            coverage: coverage)
    }

    private static func times(_ name: String, _ times: Times) -> KPIFigure {
        KPIFigure(
            name: name, unit: .milliseconds, value: times.seconds.mean.map { $0 * 1000 }, n: times.seconds.n,
            mean: times.seconds.mean.map { $0 * 1000 }, p50: times.seconds.p50.map { $0 * 1000 },
            p90: times.seconds.p90.map { $0 * 1000 }, target: times.target * 1000, isBelow: true, met: times.met)
    }
}

extension KPIFigure {
    fileprivate var json: JSON {
        [
            "name": .string(name), "unit": .string(unit.rawValue), "value": Self.number(value), "n": .integer(Int64(n)),
            "mean": Self.number(mean), "p50": Self.number(p50), "p90": Self.number(p90), "target": Self.number(target),
            "direction": .string(isBelow ? "below" : "above"), "met": met.map { .bool($0) } ?? .null,
            "coverage": Self.number(coverage),
        ]
    }

    /// With at most two decimals.
    private static func number(_ value: Double?) -> JSON {
        value.flatMap { $0.isFinite ? .number(($0 * 100).rounded() / 100) : nil } ?? .null
    }
}
