import Basics
import GRDB
import Gateways
import JobQueue
import JobQueueSQLite
package import WallTime

extension MonitorStore {
    /// All gateways with their newest probe, by name.
    package func gateways() async throws -> [GatewayRecord] {
        try await queue.read { try GatewayTable(db: $0).all() }
    }

    package func gateway(_ name: String) async throws -> GatewayRecord? {
        try await queue.read { try GatewayTable(db: $0).gateway(name) }
    }

    /// The gateway of that name.
    ///
    /// - Throws: `MonitorError.notFound` that names the nearest one, where there is none.
    package func gateway(named name: String) async throws -> GatewayRecord {
        try await queue.read { db in
            let table = GatewayTable(db: db)
            try table.require(name)
            guard let record = try table.gateway(name) else {
                throw MonitorError(.notFound, "There is no gateway \"\(name)\".")
            }
            return record
        }
    }

    /// Adds a gateway or changes its setting; says whether anything changed.
    ///
    /// - Throws: `MonitorError.duplicate` where the settings file has one of that name, which cannot be changed here.
    @discardableResult
    package func add(_ gateway: NewGateway, by person: String = "cli") async throws -> Bool {
        try await queue.write { transaction in
            let table = GatewayTable(db: transaction.database)
            if try table.gateway(gateway.name)?.source == .settings {
                throw MonitorError(
                    .duplicate,
                    "The gateway \"\(gateway.name)\" stands in denyut.json or the environment; change it there.")
            }
            let changed = try table.put(gateway, source: .database, now: transaction.now)
            if changed {
                try AuditTable(db: transaction.database).add(
                    AuditEntry(at: transaction.now, by: person, action: "gateway-add", subject: gateway.name))
            }
            return changed
        }
    }

    /// Makes the table show the gateways of the settings file, so that accounts can be on them.
    ///
    /// - Parameter isAssumed: Whether nobody named them. They give way to the first one that somebody adds, unless they have accounts.
    package func mirror(_ settings: [NewGateway], isAssumed: Bool = false) async throws {
        guard !settings.isEmpty else { return }
        let known = try await gateways()
        let others = known.filter { record in !settings.contains { $0.name.hasSameBytes(as: record.name) } }
        if isAssumed, !known.isEmpty {
            guard !others.isEmpty else { return }
            let idle = known.filter { record in
                record.accounts == 0 && record.source == .settings
                    && settings.contains { $0.name.hasSameBytes(as: record.name) }
            }
            guard !idle.isEmpty else { return }
            return try await queue.write { transaction in
                let table = GatewayTable(db: transaction.database)
                for gateway in idle
                where try AccountTable(db: transaction.database).all(gateway: gateway.name).isEmpty {
                    try table.remove(gateway.name)
                }
            }
        }
        let isCurrent = settings.allSatisfy { setting in
            known.contains {
                $0.name == setting.name && $0.kind == setting.kind.rawValue && $0.url == setting.url.description
                    && $0.follows == setting.follows && $0.source == .settings
            }
        }
        guard !isCurrent else { return }
        try await queue.write { transaction in
            let table = GatewayTable(db: transaction.database)
            for setting in settings {
                _ = try table.put(
                    NewGateway(
                        name: setting.name, kind: setting.kind, url: setting.url, follows: setting.follows),
                    source: .settings, now: transaction.now)
            }
        }
    }

    /// Removes a gateway that has no accounts any more.
    ///
    /// - Throws: `MonitorError` where there is none, it has accounts, or it stands in the settings file.
    package func removeGateway(_ name: String, by person: String) async throws {
        try await queue.write { transaction in
            let table = GatewayTable(db: transaction.database)
            try table.require(name)
            guard let record = try table.gateway(name), record.source == .database else {
                throw MonitorError(.invalid, "The gateway \"\(name)\" stands in denyut.json; take it out there.")
            }
            guard try AccountTable(db: transaction.database).all(gateway: name).isEmpty else {
                throw MonitorError(
                    .invalid,
                    "The gateway \"\(name)\" has accounts. Remove them with: denyut account-remove, or move them first."
                )
            }
            try table.remove(name)
            try AuditTable(db: transaction.database).add(
                AuditEntry(at: transaction.now, by: person, action: "gateway-remove", subject: name))
        }
    }

    /// When the newest webhook of a gateway was taken; nil where none was, or it is forgotten by now.
    package func lastWebhook(from gateway: String) async throws -> Timestamp? {
        try await queue.read { try GatewayTable(db: $0).lastWebhook(gateway) }
    }

    /// Keeps that a webhook was refused, and why, for `gateway-test` to tell; a flood of them is written once in ten seconds.
    package func webhookRefused(_ reason: String, from gateway: String) async throws {
        let now = clock.now()
        let last = try await lastRefusal(from: gateway)
        if let last, now >= last.at, now - last.at < .seconds(10) { return }
        try await queue.write(.fast) { transaction in
            try GatewayTable(db: transaction.database).refused(gateway, String(reason.prefix(300)), at: transaction.now)
        }
    }

    /// The newest webhook of a gateway that was refused.
    package func lastRefusal(from gateway: String) async throws -> (at: Timestamp, reason: String)? {
        try await queue.read { try GatewayTable(db: $0).lastRefusal(gateway) }
    }

    /// Probes of a gateway within a time, the newest first.
    package func probes(
        of gateway: String, from: Timestamp, until: Timestamp, limit: Int = 1000
    ) async throws -> [StoredProbe] {
        try await queue.read { try GatewayTable(db: $0).probes(gateway, from: from, until: until, limit: limit) }
    }
}
