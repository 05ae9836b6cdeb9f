package import WallTime

extension Fleet {
    /// Carries a command out.
    package mutating func apply(_ command: Command, at now: Timestamp) throws(ControlError) {
        switch command {
        case .add(let count, let prefix, let mix): add(count: count, prefix: prefix, mix: mix, at: now)
        case .remove(let session): remove(try known(session))
        case .sessionFault(let fault, let session, let share):
            if let session {
                handle(.strike(fault), slot: try known(session), at: now)
            } else {
                for slot in slots.indices where slots[slot].isLoaded && draw(share) {
                    handle(.strike(fault), slot: slot, at: now)
                }
            }
        case .answerFault(let fault):
            if let session = fault.session { _ = try known(session) }
            faultNumber += 1
            answerFaults[faultNumber] = fault
            if let seconds = fault.seconds {
                timers.plan(.faultOver(id: faultNumber), at: now + .milliseconds(seconds / settings.speed * 1000))
            }
        case .clear(let session): try clear(session, at: now)
        case .scan(let session, let after):
            let slot = try known(session)
            guard after > 0 || slots[slot].phase == .scanning else {
                throw ControlError(
                    "\"\(session)\" shows no QR code (it is \(slots[slot].phase.rawValue)); start it through the "
                        + "gateway first", status: 409)
            }
            timers.plan(
                .session(slot: slot, epoch: nil, .scanned), at: now + .milliseconds(after / settings.speed * 1000))
            advance(to: now)
        case .restart(let plan): restart(plan, at: now)
        case .memory(let model): setMemory(model, at: now)
        case .webhooks(let fault): webhookFault = fault
        case .receive(let session, let from, let text):
            receive(slot: try known(session), from: from, text: text, at: now)
        }
    }

    private mutating func clear(_ session: String?, at now: Timestamp) throws(ControlError) {
        if let session {
            let slot = try known(session)
            answerFaults = answerFaults.filter { $0.value.session != session }
            handle(.heal, slot: slot, at: now)
        } else {
            answerFaults = [:]
            webhookFault = WebhookFault()
            for slot in slots.indices where slots[slot].fault != nil { handle(.heal, slot: slot, at: now) }
        }
    }

    /// Plans the steps of a scenario, counted from now.
    package mutating func play(_ scenario: Scenario, at now: Timestamp) {
        for step in scenario.steps {
            timers.plan(.command(step.command), at: now + .milliseconds(step.at / settings.speed * 1000))
        }
        advance(to: now)
    }

    private func known(_ session: String) throws(ControlError) -> Int {
        guard let slot = slot(of: session) else {
            throw ControlError("no session \"\(session)\"; GET /_sim/sessions lists them", status: 404)
        }
        return slot
    }

    /// True for that share of the times.
    mutating func draw(_ share: Double) -> Bool {
        share >= 1 || Double.random(in: 0..<1, using: &random) < share
    }

    /// The faults that strike a request.
    mutating func faults(striking scope: RequestScope, session: String?) -> [AnswerFault] {
        guard !answerFaults.isEmpty else { return [] }
        return answerFaults.sorted { $0.key < $1.key }.map(\.value).filter { fault in
            fault.scope.covers(scope) && (fault.session == nil || fault.session == session) && draw(fault.share)
        }
    }
}
