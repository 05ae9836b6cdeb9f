import WallTime

extension Fleet {
    /// What the log of calls keeps at most; older calls are forgotten, and counted.
    static let callLimit = 100_000

    /// Does to a session what a caller asks for, and writes the call down.
    mutating func perform(_ action: CallRecord.Action, _ event: SessionEvent?, on id: String, for call: GatewayCall) {
        log(action, on: id, for: call) { fleet in
            guard let event, let slot = fleet.slot(of: id) else { return }
            fleet.handle(event, slot: slot, at: call.at)
        }
    }

    /// Writes a call down, with what it did to the session's login.
    mutating func log(
        _ action: CallRecord.Action, on id: String?, for call: GatewayCall, _ change: (inout Fleet) -> Void = { _ in }
    ) {
        let before = id.flatMap { self[$0] }
        change(&self)
        let hasLogin = id.flatMap { self[$0] }?.hasLogin ?? false
        let hadLogin = before?.hasLogin ?? false
        callCount += 1
        if calls.count >= Self.callLimit { calls.removeFirst(Self.callLimit / 10) }
        calls.append(
            CallRecord(
                number: callCount, at: call.at, method: call.method, path: call.path, session: id, action: action,
                hadLogin: hadLogin, wasWorking: before?.phase == .connected && before?.fault == nil,
                showedCode: before?.phase == .scanning && before?.codeText != nil, fault: before?.fault?.kind,
                wasDestructive: hadLogin && !hasLogin))
    }

    /// Starts a session, one that is known or a new one.
    mutating func start(
        _ id: String, for call: GatewayCall, workspace: Int = 1, account: Int = 1, extra: [JSONMember] = []
    ) {
        log(self[id] == nil ? .create : .start, on: id, for: call) { fleet in
            let slot = fleet.addUnknown(id, workspace: workspace, account: account, at: call.at)
            fleet.update(slot) { session in
                for member in extra where !session.extra.contains(where: { $0.name == member.name }) {
                    session.extra.append(member)
                }
            }
            fleet.handle(.start, slot: slot, at: call.at)
        }
    }

    /// Adds a session of that name without starting it.
    @discardableResult
    mutating func addUnknown(_ id: String, workspace: Int = 1, account: Int = 1, at now: Timestamp) -> Int {
        if let slot = slot(of: id) { return slot }
        var session = SimulatedSession(
            id: id, phone: PhoneNumbers.number(for: id, seed: settings.seed), workspace: workspace, account: account,
            at: now)
        session.scanAfter = settings.scanAfter
        return add(session)
    }

    /// Hands a message to a session. Returns what became of it, and its id where it was taken.
    mutating func send(
        _ text: String, to recipient: String, from id: String, for call: GatewayCall
    ) -> (verdict: SendVerdict, message: String) {
        guard let slot = slot(of: id) else { return (.notConnected, "") }
        let verdict = slots[slot].sendVerdict(to: recipient)
        let message = newMessageID(from: recipient, outgoing: true)
        log(.send, on: id, for: call)
        switch verdict {
        case .notConnected: break
        case .fails(let error):
            tell(.sendFailed(message: message, to: recipient, error: error), slot: slot, at: call.at)
        case .accepted, .acceptedUnacknowledged:
            update(slot) {
                $0.lastActivity = call.at
                $0.messageCount += 1
            }
            tell(.sent(message: message, to: recipient, text: text), slot: slot, at: call.at)
            guard verdict == .accepted else { break }
            for (place, seconds) in world.timings.acknowledgements.enumerated() {
                timers.plan(
                    .acknowledgement(slot: slot, message: message, level: place + 1),
                    at: call.at + .milliseconds(seconds * 1000))
            }
        }
        return (verdict, message)
    }

    /// Deletes a session with its login, as a caller asks for.
    mutating func delete(_ id: String, for call: GatewayCall) {
        log(.delete, on: id, for: call) { fleet in
            if let slot = fleet.slot(of: id) { fleet.remove(slot) }
        }
    }

    /// Hands an event to a session as a part of a call that is written down already.
    mutating func follow(_ event: SessionEvent, on id: String, at now: Timestamp) {
        if let slot = slot(of: id) { handle(event, slot: slot, at: now) }
    }
}
