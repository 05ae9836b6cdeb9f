import Basics
import GRDB
import Gateways
import SessionHealth
import WallTime

/// The tables `gateways` and `gateway_probes`, inside a transaction.
struct GatewayTable {
    let db: Database

    private static let allSQL = """
        SELECT g.name, g.kind, g.url, g.source, g.api_key_env, g.api_key_file, g.webhook_secret_env, g.webhook_secret_file,
          g.created_at, g.updated_at, g.phase, g.incident_id,
          (SELECT count(*) FROM accounts WHERE gateway = g.name AND disabled_at IS NULL),
          g.proxy, g.certificate_authority, g.authentication, g.follow,
          p.at, p.outcome, p.detail, p.latency, p.uptime, p.version, p.sessions, p.sessions_by_status, p.memory, p.cpu
        FROM gateways AS g LEFT JOIN gateway_probes AS p ON p.id = g.newest_probe_id
        """
    private static let probesSQL = """
        SELECT at, outcome, detail, latency, uptime, version, sessions, sessions_by_status, memory, cpu
        FROM gateway_probes WHERE gateway = ?1 AND at >= ?2 AND at < ?3 ORDER BY at DESC LIMIT ?4
        """
    private static let newestProbeSQL = """
        SELECT p.at, p.outcome, p.detail, p.latency, p.uptime, p.version, p.sessions, p.sessions_by_status, p.memory, p.cpu
        FROM gateways AS g JOIN gateway_probes AS p ON p.id = g.newest_probe_id WHERE g.name = ?1
        """
    private static let putSQL = """
        INSERT INTO gateways (name, kind, url, source, api_key_env, api_key_file, webhook_secret_env, webhook_secret_file,
          proxy, certificate_authority, authentication, follow, created_at, updated_at)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?13)
        ON CONFLICT (name) DO UPDATE SET kind = ?2, url = ?3, source = ?4, api_key_env = ?5, api_key_file = ?6,
          webhook_secret_env = ?7, webhook_secret_file = ?8, proxy = ?9, certificate_authority = ?10, authentication = ?11,
          follow = ?12, updated_at = ?13
        WHERE kind IS NOT ?2 OR url IS NOT ?3 OR source IS NOT ?4 OR api_key_env IS NOT ?5 OR api_key_file IS NOT ?6
          OR webhook_secret_env IS NOT ?7 OR webhook_secret_file IS NOT ?8 OR proxy IS NOT ?9
          OR certificate_authority IS NOT ?10 OR authentication IS NOT ?11 OR follow IS NOT ?12
        """
    private static let stateSQL = "SELECT state, acknowledged_at FROM gateways WHERE name = ?1"
    private static let saveSQL = """
        UPDATE gateways SET state = ?2, phase = ?3, incident_id = ?4, newest_probe_id = coalesce(?5, newest_probe_id)
        WHERE name = ?1
        """
    private static let insertProbeSQL = """
        INSERT INTO gateway_probes (gateway, at, outcome, detail, latency, uptime, version, sessions, sessions_by_status,
          memory, cpu)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)
        """
    // By the index on the time, from its end: a gateway's own deliveries may be a million.
    private static let lastWebhookSQL = """
        SELECT received_at FROM webhook_deliveries WHERE gateway = ?1 ORDER BY received_at DESC LIMIT 1
        """
    private static let refusedSQL = "UPDATE gateways SET webhook_refused_at = ?2, webhook_refusal = ?3 WHERE name = ?1"
    private static let lastRefusalSQL = """
        SELECT webhook_refused_at, webhook_refusal FROM gateways WHERE name = ?1 AND webhook_refused_at IS NOT NULL
        """
    private static let followsSQL = "SELECT follow FROM gateways WHERE name = ?1"
    private static let followedWithoutAccountsSQL = """
        SELECT name FROM gateways WHERE follow = 1
          AND NOT EXISTS (
            SELECT 1 FROM accounts WHERE gateway = gateways.name AND disabled_at IS NULL AND stopped_at IS NULL)
        ORDER BY name
        """
    private static let acknowledgedSQL = """
        UPDATE gateways SET acknowledged_at = ?2 WHERE name = ?1 AND (acknowledged_at IS NULL OR acknowledged_at < ?2)
        """

    private static let delaysSQL = "SELECT acknowledgement_delays FROM gateways WHERE name = ?1"
    private static let learnSQL = "UPDATE gateways SET acknowledgement_delays = ?2 WHERE name = ?1"

    // MARK: Settings

    func all() throws -> [GatewayRecord] {
        try db.rows(Self.allSQL + " ORDER BY g.name", [], Self.record)
    }

    func gateway(_ name: String) throws -> GatewayRecord? {
        try db.row(Self.allSQL + " WHERE g.name = ?1", [name]).map(Self.record)
    }

    /// - Throws: `MonitorError.notFound` where there is no such gateway; it names the nearest one.
    func require(_ name: String) throws {
        guard try db.integer("SELECT 1 FROM gateways WHERE name = ?1", [name]) == nil else { return }
        let names = try String.fetchAll(db, sql: "SELECT name FROM gateways ORDER BY name")
        let nearest = nearestName(to: name, among: names).map { " Did you mean \"\($0)\"?" } ?? ""
        let known = names.isEmpty ? "There is none yet." : "Known: \(names.prefix(10).joined(separator: ", "))."
        throw MonitorError(
            .notFound,
            "There is no gateway \"\(name.prefix(64))\".\(nearest) \(known) Add it with: denyut gateway-add \(name.prefix(64)) --url http://host:3001"
        )
    }

    /// Adds a gateway or changes its setting; says whether anything changed.
    func put(_ gateway: NewGateway, source: GatewayRecord.Source, now: Timestamp) throws -> Bool {
        func variable(_ reference: SecretReference?) -> String? {
            if case .environment(let name) = reference { name } else { nil }
        }
        func file(_ reference: SecretReference?) -> String? {
            if case .file(let path) = reference { path } else { nil }
        }
        return try db.changes(
            Self.putSQL,
            [
                gateway.name, gateway.kind.rawValue, gateway.url.description, source.rawValue,
                variable(gateway.apiKey), file(gateway.apiKey), variable(gateway.webhookSecret),
                file(gateway.webhookSecret), gateway.proxy?.description, gateway.certificateAuthority,
                gateway.authentication?.rawValue, gateway.follows ? 1 : 0, now.milliseconds,
            ]) == 1
    }

    func remove(_ name: String) throws {
        try db.run("DELETE FROM gateways WHERE name = ?1", [name])
        try db.run("DELETE FROM gateway_probes WHERE gateway = ?1", [name])
        try db.run("DELETE FROM incidents WHERE gateway = ?1 AND account_id IS NULL", [name])
    }

    // MARK: State

    /// What the gateway's state machine remembers, and when an acknowledgement was last reported.
    func state(_ name: String) throws -> (state: GatewayState, acknowledgedAt: Timestamp?) {
        guard let row = try db.row(Self.stateSQL, [name]) else { return (GatewayState(), nil) }
        return (StoredJSON.value(GatewayState.self, row[0]) ?? GatewayState(), row.time(1))
    }

    /// What is remembered of the other gateways on the same host.
    func siblings(of name: String) throws -> [GatewayState] {
        let rows = try db.rows("SELECT name, url, state FROM gateways") { row in
            (name: Name(row[0]), host: Self.host(row[1]), state: row[2] as String?)
        }
        guard let own = rows.first(where: { $0.name == Name(name) })?.host else { return [] }
        return rows.filter { $0.host == own && $0.name != Name(name) }
            .compactMap { StoredJSON.value(GatewayState.self, $0.state) }
    }

    /// The host of an address; all that is this machine is one host.
    private static func host(_ url: String) -> String? {
        guard let url = try? GatewayURL(url) else { return nil }
        switch url.endpoint {
        case .socket: return "localhost"
        case .network(_, let host, _):
            return host == "::1" || host.hasPrefix("127.") ? "localhost" : host
        }
    }

    /// Whether an incident of the gateway is open.
    func hasIncident(_ name: String) throws -> Bool {
        try db.integer("SELECT 1 FROM gateways WHERE name = ?1 AND incident_id IS NOT NULL", [name]) != nil
    }

    func save(_ state: GatewayState, of name: String, newestProbe: Int64?) throws {
        try db.run(
            Self.saveSQL,
            [name, StoredJSON.text(state), state.phase.rawValue, state.incident?.id, newestProbe])
    }

    /// Notes that an acknowledgement of a server or better was reported.
    func acknowledged(_ name: String, at time: Timestamp) throws {
        try db.run(Self.acknowledgedSQL, [name, time.milliseconds])
    }

    /// How late the gateway's newest acknowledgements came.
    func acknowledgementDelays(_ name: String) throws -> AcknowledgementDelays {
        AcknowledgementDelays(try db.row(Self.delaysSQL, [name]).map { StoredJSON.list($0[0]) } ?? [])
    }

    /// Takes in how late acknowledgements came.
    func learn(_ delays: [Duration], of name: String) throws {
        var known = try acknowledgementDelays(name)
        for delay in delays { known.note(delay) }
        try db.run(Self.learnSQL, [name, StoredJSON.text(known.milliseconds)])
    }

    func lastWebhook(_ name: String) throws -> Timestamp? {
        try db.integer(Self.lastWebhookSQL, [name]).map(Timestamp.init(milliseconds:))
    }

    func refused(_ name: String, _ reason: String, at time: Timestamp) throws {
        try db.run(Self.refusedSQL, [name, time.milliseconds, reason])
    }

    func lastRefusal(_ name: String) throws -> (at: Timestamp, reason: String)? {
        try db.row(Self.lastRefusalSQL, [name]).map { (Timestamp(milliseconds: $0[0]), $0[1] as String? ?? "") }
    }

    // MARK: Following

    /// Whether each session that it lists gets an account by itself.
    func follows(_ name: String) throws -> Bool {
        try db.integer(Self.followsSQL, [name]) == 1
    }

    /// Gateways that are followed, and that no check of an account would ask.
    func followedWithoutAccounts() throws -> [String] {
        try db.rows(Self.followedWithoutAccountsSQL) { $0[0] as String }
    }

    // MARK: Probes

    /// Stores a probe; its number.
    func add(_ probe: StoredProbe, of name: String) throws -> Int64 {
        let counts = Dictionary(uniqueKeysWithValues: probe.sessionsByStatus.map { ($0.key.rawValue, $0.value) })
        try db.run(
            Self.insertProbeSQL,
            [
                name, probe.at.milliseconds, probe.failure?.kind.rawValue ?? "good", probe.failure?.detail,
                probe.latency?.wholeMilliseconds, probe.uptime?.wholeMilliseconds, probe.version, probe.sessions,
                counts.isEmpty ? nil : StoredJSON.text(counts), probe.memory, probe.cpu?.wholeMilliseconds,
            ])
        return db.lastInsertedRowID
    }

    func newestProbe(_ name: String) throws -> StoredProbe? {
        try db.row(Self.newestProbeSQL, [name]).map { Self.probe($0, from: 0) }
    }

    /// Probes within a time, the newest first.
    func probes(_ name: String, from: Timestamp, until: Timestamp, limit: Int) throws -> [StoredProbe] {
        try db.rows(Self.probesSQL, [name, from.milliseconds, until.milliseconds, limit]) { Self.probe($0, from: 0) }
    }

    private static func record(_ row: Row) -> GatewayRecord {
        func secret(_ index: Int) -> SecretReference? {
            (row[index] as String?).map(SecretReference.environment)
                ?? (row[index + 1] as String?).map(
                    SecretReference.file)
        }
        return GatewayRecord(
            name: row[0], kind: row[1], url: row[2], source: row.value(3, or: .database), apiKey: secret(4),
            webhookSecret: secret(6), proxy: row[13], certificateAuthority: row[14],
            authentication: (row[15] as String?).flatMap(NodeAuthenticationMode.init), follows: row.isSet(16),
            createdAt: Timestamp(milliseconds: row[8]),
            updatedAt: Timestamp(milliseconds: row[9]), phase: row.value(10, or: .unknown), incident: row[11],
            accounts: row[12], probe: row.time(17) == nil ? nil : probe(row, from: 17))
    }

    private static func probe(_ row: Row, from index: Int) -> StoredProbe {
        let failure = GatewayFailure.Kind(rawValue: row[index + 1]).map { kind in
            GatewayFailure(kind, row[index + 2] as String? ?? "")
        }
        let counts = StoredJSON.value([String: Int].self, row[index + 7]) ?? [:]
        return StoredProbe(
            at: Timestamp(milliseconds: row[index]), failure: failure,
            latency: (row[index + 3] as Int64?).map { .milliseconds($0) },
            uptime: (row[index + 4] as Int64?).map { .milliseconds($0) }, version: row[index + 5],
            sessions: row[index + 6],
            sessionsByStatus: Dictionary(
                uniqueKeysWithValues: counts.compactMap { name, count in
                    SessionStatus(rawValue: name).map { ($0, count) }
                }),
            memory: row[index + 8], cpu: (row[index + 9] as Int64?).map { .milliseconds($0) })
    }
}
