import SeededRandom
package import WallTime

/// The state of a simulated gateway: its sessions, its process, its faults, and what is planned. A value without I/O
/// or clock: time comes in with each call.
package struct Fleet: Sendable {
    package let settings: FleetSettings
    let world: SessionWorld
    /// All sessions ever known, in order of creation. A slot is never used again.
    package private(set) var slots: [SimulatedSession] = []
    private var index: [String: Int] = [:]
    /// What a session looks like in the list, until it changes.
    private var rows: [[UInt8]?] = []
    var timers = TimerQueue()
    private(set) var notices: [FleetNotice] = []
    package internal(set) var calls: [CallRecord] = []
    package internal(set) var callCount = 0
    /// What went wrong without anybody there to be told, such as a step of a scenario.
    package internal(set) var problems: [String] = []

    // The process
    /// When the simulation began.
    package let firstStartedAt: Timestamp
    /// When the process that runs now started.
    package internal(set) var startedAt: Timestamp
    package internal(set) var run = 1
    /// Until when the process is down.
    package internal(set) var downUntil: Timestamp?
    package internal(set) var memory = MemoryModel()
    var memorySince: Timestamp
    /// The sessions still to be restored, the next one last.
    var restoreList: [Int] = []
    var restorePlan = RestartPlan()

    // Faults
    package internal(set) var answerFaults: [Int: AnswerFault] = [:]
    var faultNumber = 0
    package internal(set) var webhookFault = WebhookFault()
    var random: SeededGenerator
    var messageNumber = 0

    package init(settings: FleetSettings, at now: Timestamp) {
        self.settings = settings
        world = settings.world
        startedAt = now
        firstStartedAt = now
        memorySince = now
        random = SeededGenerator(seed: settings.seed)
    }

    // MARK: Looking up

    /// The session of that name, in memory or not; nil where there never was one or it was deleted.
    package subscript(id: String) -> SimulatedSession? {
        index[id].map { slots[$0] }
    }

    func slot(of id: String) -> Int? {
        index[id]
    }

    /// The session of that name, if the gateway, or the worker that was asked, tells of it.
    package func loaded(_ id: String, seenBy worker: ClusterWorker? = nil) -> SimulatedSession? {
        guard let slot = index[id], isListed(slot, worker) else { return nil }
        return slots[slot]
    }

    /// All sessions that the gateway tells of, or the part of them that a worker holds.
    package func loaded(seenBy worker: ClusterWorker? = nil) -> [SimulatedSession] {
        slots.indices.filter { isListed($0, worker) }.map { slots[$0] }
    }

    private func isListed(_ slot: Int, _ worker: ClusterWorker?) -> Bool {
        isKnown(slot) && (worker?.holds(slot: slot) ?? true)
    }

    /// Whether the gateway tells of the session: from its memory, or from its database where it lists that.
    private func isKnown(_ slot: Int) -> Bool {
        slots[slot].isLoaded
            || (settings.kind.listsFromDisk && slots[slot].fault?.kind != .missing && index[slots[slot].id] == slot)
    }

    /// The sessions that the gateway tells of as a JSON array, each rendered once and kept until it changes.
    mutating func renderedList(
        seenBy worker: ClusterWorker?, where isShown: (SimulatedSession) -> Bool = { _ in true },
        _ render: (SimulatedSession) -> JSON
    ) -> (bytes: [UInt8], count: Int) {
        var bytes: [UInt8] = [UInt8(ascii: "[")]
        bytes.reserveCapacity(slots.count * 200 + 2)
        var count = 0
        for slot in slots.indices where isListed(slot, worker) && isShown(slots[slot]) {
            if count > 0 { bytes.append(UInt8(ascii: ",")) }
            let row = rows[slot] ?? render(slots[slot]).bytes
            rows[slot] = row
            bytes += row
            count += 1
        }
        bytes.append(UInt8(ascii: "]"))
        return (bytes, count)
    }

    /// How many of the sessions that the gateway tells of are in each phase.
    package func countByPhase(seenBy worker: ClusterWorker? = nil) -> [SessionPhase: Int] {
        var counts: [SessionPhase: Int] = [:]
        for slot in slots.indices where isListed(slot, worker) { counts[slots[slot].phase, default: 0] += 1 }
        return counts
    }

    // MARK: Changing

    /// Adds a session that is not there yet; of one that is, returns its slot.
    @discardableResult
    package mutating func add(_ session: SimulatedSession) -> Int {
        if let slot = index[session.id] { return slot }
        slots.append(session)
        rows.append(nil)
        index[session.id] = slots.count - 1
        return slots.count - 1
    }

    /// Forgets a session and its login.
    mutating func remove(_ slot: Int) {
        update(slot) {
            $0.phase = .absent
            $0.hasLogin = false
            $0.epoch += 1
        }
        index[slots[slot].id] = nil
    }

    /// The only way by which a session changes.
    mutating func update(_ slot: Int, _ change: (inout SimulatedSession) -> Void) {
        rows[slot] = nil
        change(&slots[slot])
    }

    /// Hands an event to a session and sees to what follows.
    mutating func handle(_ event: SessionEvent, slot: Int, at now: Timestamp) {
        rows[slot] = nil
        for effect in slots[slot].handle(event, at: now, in: world) {
            switch effect {
            case .tell(let notice):
                tell(notice, slot: slot, at: now)
                if notice == .disconnected(reason: "CONFLICT"), settings.kind.conflictEndsProcess {
                    restart(RestartPlan(), at: now)
                }
            case .after(let seconds, let event):
                timers.plan(
                    .session(slot: slot, epoch: slots[slot].epoch, event), at: now + .milliseconds(seconds * 1000))
            case .afterAll(let seconds, let event):
                timers.plan(.session(slot: slot, epoch: nil, event), at: now + .milliseconds(seconds * 1000))
            }
        }
    }

    mutating func tell(_ notice: SessionNotice, slot: Int, at now: Timestamp) {
        notices.append(FleetNotice(session: slots[slot], at: now, notice: notice))
    }

    /// Takes out the news that no receiver has been told yet.
    package mutating func takeNotices() -> [FleetNotice] {
        defer { notices = [] }
        return notices
    }
}
