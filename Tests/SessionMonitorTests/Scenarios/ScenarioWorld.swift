import Foundation
import GRDB
import Gateways
import JobQueue
import JobQueueSQLite
import JobSchedule
import Logging
import SessionHealth
import Synchronization
import Testing
import WallTime

@testable import GatewaySimulator
@testable import SessionMonitor

/// A whole Denyut in virtual time: the database, the jobs, the real adapter of a kind, and the simulated gateway behind it.
/// Time jumps from one event to the next, so that hours pass in a moment.
final class ScenarioWorld {
    let kind: GatewaySimulator.GatewayKind
    let clock: ManualClock
    let store: MonitorStore
    let gateway: ScenarioGateway
    let monitor: HealthMonitor
    let courier = FakeCourier()
    /// Whether the gateway's webhooks reach us.
    var hearsWebhooks = false
    /// What the gateway tells nobody of, so that it cannot be held against Denyut.
    var hidden: Set<SessionFaultKind> = []
    /// Whether a call can restart a session.
    var canRestart: Bool { !BlindSpot.of(kind).contains(.restartCall) }
    /// Sessions that their users stopped at the gateway, where it tells.
    private var stopped: Set<String> = []

    private let folder: URL
    private let settings: HealthSettings
    private let start = World.start
    private var nextSweep = World.start
    private var nextTending = World.start + .hours(1)
    private var script: [(at: Timestamp, step: () async throws -> Void)] = []

    init(_ kind: GatewaySimulator.GatewayKind, sessions: Int, settings: HealthSettings) async throws {
        self.kind = kind
        self.settings = settings
        folder = FileManager.default.temporaryDirectory.appending(path: "scenario-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let clock = ManualClock(World.start)
        clock.letSleepsPass()
        self.clock = clock
        let queue = try SQLiteJobStore(
            path: folder.appending(path: "scenario.sqlite").path, lines: [.sessions], clock: clock)
        store = MonitorStore(queue: queue, clock: clock)
        let gateway = ScenarioGateway(kind, sessions: sessions, clock: clock)
        self.gateway = gateway
        let logger = Logger(label: "scenario") { _ in SwiftLogNoOpLogHandler() }
        let variables = ["HOOK": "hook-secret", "KEY": ScenarioGateway.key(kind)]
        let fleet = GatewayFleet(store: store, environment: variables) { configuration in
            GatewayFactory.connection(to: configuration, transport: gateway, clock: clock, logger: logger)
        }
        monitor = HealthMonitor(
            store: store, fleet: fleet, settings: settings, courier: courier, clock: clock, logger: logger,
            random: { 0.5 })
        try await store.add(
            NewGateway(
                name: "main", kind: Gateways.GatewayKind(named: kind.rawValue),
                url: GatewayURL("http://gateway.test:3001"), apiKey: .environment("KEY"),
                webhookSecret: .environment("HOOK")))
        let names = gateway.change { fleet, _ in fleet.slots.map(\.id) }
        _ = try await store.importAccounts(
            names.map { NewAccount(gateway: "main", session: $0, status: .connected) })
    }

    deinit {
        try? FileManager.default.removeItem(at: folder)
    }

    // MARK: Time

    /// Since the beginning.
    var elapsed: Duration { clock.now() - start }

    /// Has something happen that long from now.
    func after(_ delay: Duration, _ step: @escaping () async throws -> Void) {
        script.append((clock.now() + delay, step))
        script.sort { $0.at < $1.at }
    }

    /// Lets time pass.
    func run(for duration: Duration) async throws {
        let end = clock.now() + duration
        while true {
            try await work()
            guard let next = try await nextEvent(), next < end else { break }
            let now = clock.now()
            if next > now { clock.advance(by: next - now) }
        }
        let now = clock.now()
        if end > now { clock.advance(by: end - now) }
        try await work()
    }

    /// Does all that is due now.
    private func work() async throws {
        while let next = script.first, next.at <= clock.now() {
            script.removeFirst()
            try await next.step()
        }
        if nextSweep <= clock.now() {
            try await sweep()
            while nextSweep <= clock.now() { nextSweep += settings.checkInterval }
        }
        if nextTending <= clock.now() {
            nextTending += .hours(1)
            let job = NewJob(queue: TendHistory.queue, kind: TendHistory.kind)
            _ = try await store.queue.enqueue([job], durability: .fast)
        }
        try await hear()
        var registry = JobRegistry()
        try monitor.register(in: &registry)
        try await drainAll(store.queue, registry, clock)
        try await hear()
    }

    private func nextEvent() async throws -> Timestamp? {
        let job = try await number("SELECT min(available_at) FROM jobs WHERE lease_token IS NULL")
        let due = gateway.change { fleet, _ in fleet.nextDue }
        let times = [job.map { Timestamp(milliseconds: Int64($0)) }, due, nextSweep, nextTending, script.first?.at]
        // Never the same instant again, so that nothing can hold the time up.
        return times.compactMap(\.self).min().map { max($0, clock.now() + .milliseconds(1)) }
    }

    private func sweep() async throws {
        let now = clock.now()
        let jobs = try await monitor.sweepJobs().map { job in
            var job = job
            job.availableAt = now
            return job
        }
        _ = try await store.queue.enqueue(jobs, durability: .fast)
    }

    // MARK: Who is there

    /// The session number so many; a process with one session has the fifth alone, which is the one that most scenarios are about.
    func name(_ number: Int) -> String { kind == .waAutomate ? "s-05" : "s-0\(number)" }

    /// Its user stops the session at the gateway.
    func stop(_ session: String) {
        gateway.change { fleet, now in fleet.follow(.stop(keepsEntry: true), on: session, at: now) }
        stopped.insert(session)
    }

    /// Its user starts it again.
    func start(_ session: String) {
        gateway.change { fleet, now in fleet.follow(.start, on: session, at: now) }
        stopped.remove(session)
    }

    // MARK: What the gateway tells, and the application with it

    /// Messages are told by the application that sends through the gateway; states by webhooks, where they are heard.
    private func hear() async throws {
        let notices = gateway.change { fleet, _ in fleet.takeNotices() }
        for notice in notices {
            if let record = Self.record(notice) {
                _ = try await store.record([record])
            } else if hearsWebhooks {
                for request in gateway.webhooks(for: notice, secret: "hook-secret") {
                    _ = try await monitor.receive(request, gateway: "main")
                }
            }
        }
    }

    private static func record(_ notice: FleetNotice) -> SessionMonitor.MessageRecord? {
        func record(
            _ message: String, _ direction: SessionMonitor.MessageRecord.Direction, _ ack: Acknowledgement? = nil,
            error: String? = nil
        ) -> SessionMonitor.MessageRecord {
            SessionMonitor.MessageRecord(
                gateway: "main", session: notice.session.id, message: message, direction: direction,
                acknowledgement: ack, error: error, at: notice.at)
        }
        switch notice.notice {
        case .received(let message, _, _): return record(message, .incoming)
        case .sent(let message, _, _): return record(message, .outgoing)
        case .acknowledged(let message, let level):
            return record(message, .outgoing, Acknowledgement(rawValue: level))
        case .sendFailed(let message, _, let error): return record(message, .outgoing, .error, error: error)
        default: return nil
        }
    }

    /// The application sends messages through a session.
    func send(_ count: Int = 1, from session: String, to recipient: String = "628110000001") {
        gateway.change { fleet, now in
            for _ in 0..<count {
                let call = GatewayCall("POST", "/application", at: now)
                _ = fleet.send("hello", to: recipient, from: session, for: call)
            }
        }
    }

    /// Something goes wrong with a session.
    func strike(_ session: String, _ fault: SessionFault) throws {
        try gateway.change { fleet, now in
            try fleet.apply(.sessionFault(fault, session: session, share: 1), at: now)
        }
    }

    /// Something happens to the gateway.
    func apply(_ command: GatewaySimulator.Command) throws {
        try gateway.change { fleet, now in try fleet.apply(command, at: now) }
    }

    /// Something goes wrong with the gateway's answers.
    func strike(
        _ kind: AnswerFaultKind, seconds: Double? = nil, _ change: (inout AnswerFault) -> Void = { _ in }
    ) throws {
        var fault = AnswerFault(kind)
        fault.seconds = seconds
        change(&fault)
        try apply(.answerFault(fault))
    }

    // MARK: What came of it

    func account(_ session: String) async throws -> Account { try await store.account(named: session) }

    /// The rungs that were begun for a session, the first one first.
    func rungs(_ session: String) async throws -> [Rung] {
        try await store.recoveries(of: account(session).id, limit: 1000).reversed().map(\.rung)
    }

    /// The session was brought back by these rungs; where no call can do that, nothing was tried and a person is asked.
    func expectRecovery(_ session: String, by rungs: [Rung] = [.softRestart]) async throws {
        #expect(try await self.rungs(session) == (canRestart ? rungs : []))
        if canRestart {
            #expect(try await account(session).phase == .good)
        } else {
            #expect(try await incidents(.session).first?.needsHuman == true)
            #expect(told(.reconnectBegun) == 0)
        }
    }

    /// All attempts at any session.
    func attempts() async throws -> Int { try await number("SELECT count(*) FROM recovery_attempts") ?? 0 }

    /// Incidents of sessions or of gateways, the first one first.
    func incidents(_ scope: IncidentCause.Scope) async throws -> [Incident] {
        try await store.incidents().map(\.incident).filter { $0.scope == scope }.reversed()
    }

    /// Calls that did something to a session.
    var touches: [CallRecord] { gateway.change { fleet, _ in fleet.calls.filter(\.touchesSession) } }

    var messages: [NotificationMessage] { courier.messages }

    /// How often somebody was told of that.
    func told(_ kind: NotificationKind) -> Int {
        messages.flatMap(\.items).count { $0.event.kind == kind }
    }

    func number(_ sql: String) async throws -> Int? {
        try await store.queue.read { try Int.fetchOne($0, sql: sql) }
    }

    /// What must hold in every scenario: no living login was ended, nothing was done to a session that worked, no job
    /// failed, and nobody was flooded.
    func verify(atMost messageLimit: Int) async throws {
        let calls = gateway.change { fleet, _ in fleet.calls }
        let destructive = calls.filter(\.wasDestructive).map { "\($0.method) \($0.path)" }
        #expect(destructive.isEmpty, "ended a living login: \(destructive)")
        let harmed = calls.filter { $0.touchesSession && $0.wasWorking }.map { "\($0.method) \($0.path)" }
        #expect(harmed.isEmpty, "touched a session that worked: \(harmed)")
        for touch in calls where touch.touchesSession {
            let call = "\(touch.method) \(touch.path)"
            #expect(!touch.showedCode, "killed a code on a screen: \(call)")
            #expect(!stopped.contains(touch.session ?? ""), "touched what its user had stopped: \(call)")
            guard let fault = touch.fault, !hidden.contains(fault) else { continue }
            #expect(fault != .conflict, "fought with another client: \(call)")
            #expect(fault != .banned, "retried on a banned number: \(call)")
        }
        #expect(try await number("SELECT count(*) FROM failed_jobs") == 0)
        let told = messages.map(\.text)
        #expect(told.count <= messageLimit, "\(told)")
    }
}

extension ScenarioWorld {
    /// The session that the account has now, which had that one before its last new login.
    func current(of session: String) async throws -> String {
        try await store.queue.read { db in
            try String.fetchOne(
                db, sql: "SELECT session FROM accounts WHERE session = ?1 OR previous_session = ?1",
                arguments: [session]) ?? session
        }
    }
}
