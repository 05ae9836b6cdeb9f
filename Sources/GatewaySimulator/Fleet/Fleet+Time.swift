import SeededRandom
package import WallTime

extension Fleet {
    /// When something is due next; nil where nothing is planned.
    package var nextDue: Timestamp? { timers.nextDue }

    /// Lets everything happen that is due.
    package mutating func advance(to now: Timestamp) {
        while let (due, event) = timers.takeDue(now) { happen(event, at: due) }
        if let until = downUntil, until <= now { downUntil = nil }
    }

    private mutating func happen(_ event: FleetEvent, at now: Timestamp) {
        switch event {
        case .session(let slot, let epoch, let event):
            guard epoch == nil || epoch == slots[slot].epoch else { return }
            handle(event, slot: slot, at: now)
        case .acknowledgement(let slot, let message, let level):
            // Acknowledgements come over the session's own socket.
            guard slots[slot].phase == .connected, slots[slot].fault?.kind != .zombie else { return }
            tell(.acknowledged(message: message, level: level), slot: slot, at: now)
        case .restoreNext(let run): restoreNext(run: run, at: now)
        case .faultOver(let id): answerFaults[id] = nil
        case .outOfMemory(let run): if run == self.run { restart(RestartPlan(), at: now) }
        case .command(let command):
            do { try apply(command, at: now) } catch { problems.append("a step of the scenario failed: \(error)") }
        case .traffic: receiveSomewhere(at: now)
        }
    }

    // MARK: The process

    /// The process dies and comes back: the memory is empty, logins on disk stay.
    package mutating func restart(_ plan: RestartPlan, at now: Timestamp) {
        run += 1
        restorePlan = plan
        let up = now + .milliseconds(plan.down / settings.speed * 1000)
        startedAt = up
        memorySince = up
        downUntil = up > now ? up : nil
        // The gateway restores what its application lists as connected or authenticated, one after the other.
        restoreList = slots.indices.reversed().filter {
            slots[$0].hasLogin && (slots[$0].phase == .connected || slots[$0].phase == .authenticated)
        }
        for slot in slots.indices where slots[slot].isLoaded { handle(.lostWithProcess, slot: slot, at: now) }
        if plan.restores {
            timers.plan(.restoreNext(run: run), at: up + .milliseconds(plan.pause / settings.speed * 1000))
        }
        planMemory(at: up)
    }

    private mutating func restoreNext(run: Int, at now: Timestamp) {
        guard run == self.run, let slot = restoreList.popLast() else { return }
        handle(.restored, slot: slot, at: now)
        timers.plan(.restoreNext(run: run), at: now + .milliseconds(restorePlan.each / settings.speed * 1000))
    }

    /// Changes how the memory grows.
    package mutating func setMemory(_ model: MemoryModel, at now: Timestamp) {
        memory = model
        memorySince = now
        planMemory(at: now)
    }

    private mutating func planMemory(at now: Timestamp) {
        guard let minutes = memory.minutesToRestart(sessions: slots.count) else { return }
        timers.plan(.outOfMemory(run: run), at: now + .milliseconds(minutes / settings.speed * 60_000))
    }

    /// The process's resident memory in MB.
    package func residentMemory(at now: Timestamp) -> Double {
        let minutes = max(0, (now - memorySince).inSeconds) / 60 * settings.speed
        return memory.resident(sessions: slots.count, minutes: minutes)
    }

    /// Seconds since the process started.
    package func uptime(at now: Timestamp) -> Double {
        max(0, (now - startedAt).inSeconds)
    }

    // MARK: Traffic

    package mutating func startTraffic(at now: Timestamp) {
        guard let every = settings.trafficEvery, every > 0 else { return }
        timers.plan(.traffic, at: now + .milliseconds(every / settings.speed * 1000))
    }

    private mutating func receiveSomewhere(at now: Timestamp) {
        let working = slots.indices.filter {
            slots[$0].phase == .connected && slots[$0].fault == nil && slots[$0].role?.isQuiet != true
        }
        if let slot = working.randomElement(using: &random) {
            receive(slot: slot, from: "62811\(10_000_000 + Int(random.next() % 90_000_000))", text: "ping", at: now)
        }
        startTraffic(at: now)
    }

    mutating func receive(slot: Int, from: String, text: String, at now: Timestamp) {
        tell(.received(message: newMessageID(from: from, outgoing: false), from: from, text: text), slot: slot, at: now)
    }

    mutating func newMessageID(from phone: String, outgoing: Bool) -> String {
        messageNumber += 1
        var generator = SeededGenerator(seed: settings.seed, name: "message \(messageNumber)")
        return "\(outgoing)_\(phone)@c.us_3EB0" + generator.text(18, from: "0123456789ABCDEF")
    }
}
