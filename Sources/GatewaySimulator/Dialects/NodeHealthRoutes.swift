import WallTime

/// The Node.js service's endpoints about itself. None asks for a key.
enum NodeHealthRoutes {
    static let all = [
        Route("GET", "/", .health, isOpen: true) { call, fleet in info(call, fleet) },
        Route("GET", "/info", .health, isOpen: true) { call, fleet in info(call, fleet) },
        Route("GET", "/health", .health, isOpen: true) { call, fleet in .json(health(call, fleet)) },
        Route("GET", "/health/detailed", .health, isOpen: true) { call, fleet in .json(detailed(call, fleet)) },
        Route("GET", "/health/ready", .health, isOpen: true) { call, fleet in
            let count = fleet.loaded(seenBy: call.worker).count
            let connected = fleet.countByPhase(seenBy: call.worker)[.connected] ?? 0
            return .json([
                "ready": true,
                "checks": [
                    "laravel_configured": true, "api_key_configured": true, "active_sessions": .count(connected),
                    "session_count": .count(count),
                ],
            ])
        },
        // Of no use in the service: it compares a promise with a number, and so never says yes.
        Route("GET", "/health/live", .health, isOpen: true) { call, fleet in
            .json(
                [
                    "alive": false, "uptime": .number(fleet.uptime(at: call.at)),
                    "timestamp": .string(call.at.iso8601),
                ], status: 503)
        },
        Route("GET", "/health/metrics", .health, isOpen: true) { call, fleet in .json(metrics(call, fleet)) },
    ]

    private static func info(_ call: GatewayCall, _ fleet: Fleet) -> GatewayAnswer {
        .json([
            "service": "WhatsApp WebJS Service", "version": "1.0.0", "status": "running",
            "uptime": .number(fleet.uptime(at: call.at)), "timestamp": .string(call.at.iso8601),
        ])
    }

    private static func counts(_ call: GatewayCall, _ fleet: Fleet) -> JSON {
        let phases = fleet.countByPhase(seenBy: call.worker)
        return [
            "total": .count(phases.values.reduce(0, +)), "connected": .count(phases[.connected] ?? 0),
            "disconnected": .count(phases[.disconnected] ?? 0),
        ]
    }

    private static func byStatus(_ call: GatewayCall, _ fleet: Fleet) -> JSON {
        var counts: [String: Int] = [:]
        for session in fleet.loaded(seenBy: call.worker) {
            counts[NodeShapes.word(for: session) ?? "undefined", default: 0] += 1
        }
        return .object(counts.sorted { $0.key < $1.key }.map { JSONMember($0.key, .count($0.value)) })
    }

    private static func health(_ call: GatewayCall, _ fleet: Fleet) -> JSON {
        [
            "status": "healthy", "uptime": .number(fleet.uptime(at: call.at)), "sessions": counts(call, fleet),
            // V8's heap only: the browsers' memory is not in it.
            "memory": [
                "used": .count(heapUsed(call, fleet)), "total": .count(heapUsed(call, fleet) * 3 / 2), "unit": "MB",
            ],
            "timestamp": .string(call.at.iso8601),
        ]
    }

    private static func detailed(_ call: GatewayCall, _ fleet: Fleet) -> JSON {
        let connected = fleet.loaded(seenBy: call.worker).filter { $0.phase == .connected }
        let total = fleet.loaded(seenBy: call.worker).count
        let byAge = connected.compactMap { session in session.connectedAt.map { (session.id, $0) } }
        let oldest = byAge.min { $0.1 < $1.1 }
        let newest = byAge.max { $0.1 < $1.1 }
        let uptime = fleet.uptime(at: call.at)
        let resident = fleet.residentMemory(at: call.at)
        return [
            "status": "healthy", "uptime": .number(uptime), "start_time": .string(fleet.startedAt.iso8601),
            "sessions": counts(call, fleet),
            "connection_rate": .number(total == 0 ? 0 : Double(connected.count) / Double(total) * 100),
            "details": [
                "by_status": byStatus(call, fleet),
                "longest_uptime": oldest.map { id, since in
                    ["session_id": .string(id), "uptime": .integer((call.at - since).components.seconds)]
                } ?? .null,
                "newest_session": newest.map { id, since in
                    ["session_id": .string(id), "connected_at": .string(since.iso8601)]
                } ?? .null,
            ],
            "memory": [
                "heap_used": .count(heapUsed(call, fleet)), "heap_total": .count(heapUsed(call, fleet) * 3 / 2),
                "external": 4, "rss": .count(Int(resident)),
            ],
            // Microseconds since the process started.
            "cpu": ["user": .count(Int(uptime * 21_000)), "system": .count(Int(uptime * 6000))],
            "node": ["version": "v20.20.2", "platform": "linux", "arch": "x64", "pid": .count(4000 + fleet.run)],
            "timestamp": .string(call.at.iso8601),
        ]
    }

    private static func metrics(_ call: GatewayCall, _ fleet: Fleet) -> JSON {
        let used = heapUsed(call, fleet)
        let uptime = fleet.uptime(at: call.at)
        let phases = counts(call, fleet)
        return [
            "uptime_seconds": .number(uptime),
            "memory": [
                "heap_used_mb": .count(used), "heap_total_mb": .count(used * 3 / 2), "heap_usage_percent": 66.7,
                "external_mb": 4, "rss_mb": .count(Int(fleet.residentMemory(at: call.at))),
            ],
            "performance": [
                // Broken in the service: always nothing.
                "event_loop_delay_ms": 0, "cpu_user": .count(Int(uptime * 21_000)),
                "cpu_system": .count(Int(uptime * 6000)),
            ],
            "sessions": phases.setting("by_status", to: byStatus(call, fleet)),
            "timestamp": .string(call.at.iso8601),
        ]
    }

    private static func heapUsed(_ call: GatewayCall, _ fleet: Fleet) -> Int {
        Int(fleet.residentMemory(at: call.at) * 0.35)
    }
}
