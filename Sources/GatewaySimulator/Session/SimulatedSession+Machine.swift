package import WallTime

extension SimulatedSession {
    /// Handles an event and says what follows from it.
    package mutating func handle(_ event: SessionEvent, at now: Timestamp, in world: SessionWorld) -> [SessionEffect] {
        switch event {
        case .start, .restart:
            outlive()
            return start(now, world)
        case .stop(let keepsEntry):
            enter(keepsEntry ? .stopped : .absent)
            return [.tell(.stopped)]
        case .logout(let keepsEntry):
            loseLogin()
            enter(keepsEntry ? .stopped : .absent)
            return [.tell(.loggedOut)]
        case .renewCode: return renewCode(now, world)
        case .started: return started(now, world)
        case .codeExpired: return phase == .scanning ? showCode(now, world, isRegeneration: true) : []
        case .loaded: return loaded(now, world)
        case .ownRetry(let number): return ownRetry(number, now, world)
        case .faultDue: return faultDue(now, world)
        case .faultOver(let kind): return fault?.kind == kind ? heal(now, world) : []
        case .scanned: return scanned(now, world)
        case .strike(let fault): return strike(fault, now, world)
        case .heal: return heal(now, world)
        case .lostWithProcess:
            enter(.absent)
            return []
        case .restored:
            guard phase == .absent, hasLogin else { return [] }
            isRestoring = true
            return start(now, world)
        }
    }

    // MARK: On the way up

    private mutating func start(_ now: Timestamp, _ world: SessionWorld) -> [SessionEffect] {
        enter(.starting)
        codeText = nil
        codeCount = 0
        connectedAt = nil
        if fault?.kind == .stuck, fault?.stuckAt == .starting { return [.tell(.starting)] }
        return [.tell(.starting), .after(seconds: world.timings.start, .started)]
    }

    private mutating func started(_ now: Timestamp, _ world: SessionWorld) -> [SessionEffect] {
        guard phase == .starting else { return [] }
        if let fault, fault.kind == .banned || fault.kind == .outdated { return fail(fault.text, now) }
        return hasLogin ? authenticate(now, world) : showCode(now, world, isRegeneration: false)
    }

    private mutating func showCode(
        _ now: Timestamp, _ world: SessionWorld, isRegeneration: Bool
    ) -> [SessionEffect] {
        let isFirst = phase != .scanning
        if isFirst { enter(.scanning) }
        codeCount += 1
        let text = world.codeText(session: id, count: codeCount)
        codeText = text
        codeShownAt = now
        var effects: [SessionEffect] = [
            .tell(.code(text: text, count: codeCount, isRegeneration: isRegeneration)),
            .after(seconds: world.timings.code, .codeExpired),
        ]
        if isFirst, let scanAfter { effects.append(.after(seconds: scanAfter / world.speed, .scanned)) }
        return effects
    }

    private mutating func renewCode(_ now: Timestamp, _ world: SessionWorld) -> [SessionEffect] {
        guard phase == .scanning else { return handle(.restart, at: now, in: world) }
        // A new epoch, so that the old code's end does not renew the new one.
        let count = codeCount
        enter(.scanning)
        codeCount = count
        return showCode(now, world, isRegeneration: true)
    }

    private mutating func scanned(_ now: Timestamp, _ world: SessionWorld) -> [SessionEffect] {
        guard phase == .scanning else { return [] }
        hasLogin = true
        codeText = nil
        if let fault, fault.isCuredByNewLogin { self.fault = nil }
        return authenticate(now, world)
    }

    private mutating func authenticate(_ now: Timestamp, _ world: SessionWorld) -> [SessionEffect] {
        enter(.authenticated)
        if fault?.kind == .stuck, fault?.stuckAt == .authenticated { return [.tell(.authenticated)] }
        return [.tell(.authenticated), .after(seconds: world.timings.loading, .loaded)]
    }

    private mutating func loaded(_ now: Timestamp, _ world: SessionWorld) -> [SessionEffect] {
        guard phase == .authenticated else { return [] }
        if fault?.kind == .error { return fail(fault?.text ?? "", now) }
        return connect(now, world)
    }

    private mutating func connect(_ now: Timestamp, _ world: SessionWorld) -> [SessionEffect] {
        enter(.connected)
        connectedAt = now
        reason = nil
        isRestoring = false
        var effects: [SessionEffect] = [.tell(.ready)]
        if let fault, fault.kind == .conflict || fault.kind == .flapping {
            effects.append(.after(seconds: fault.period / world.speed, .faultDue))
        }
        return effects
    }

    // MARK: On the way down

    private mutating func disconnect(_ why: String, _ now: Timestamp) -> [SessionEffect] {
        enter(.disconnected)
        reason = why
        disconnectedAt = now
        return [.tell(.disconnected(reason: why))]
    }

    private mutating func fail(_ why: String, _ now: Timestamp) -> [SessionEffect] {
        enter(.failed)
        reason = why
        disconnectedAt = now
        return [.tell(.failed(message: why))]
    }

    private mutating func loseLogin() {
        hasLogin = false
        connectedAt = nil
        codeText = nil
    }

    private mutating func ownRetry(_ number: Int, _ now: Timestamp, _ world: SessionWorld) -> [SessionEffect] {
        guard phase == .disconnected, let fault else { return [] }
        if fault.ownRetryThatWorks == number {
            self.fault = nil
            return connect(now, world) + [.tell(.reconnected)]
        }
        guard number < world.timings.ownRetries.count else { return [.tell(.reconnectFailed(tries: number))] }
        return [.after(seconds: world.timings.ownRetries[number], .ownRetry(number + 1))]
    }

    // MARK: Faults

    private mutating func strike(_ fault: SessionFault, _ now: Timestamp, _ world: SessionWorld) -> [SessionEffect] {
        self.fault = fault
        var effects = fell(fault, now, world)
        if let seconds = fault.seconds {
            effects.append(.afterAll(seconds: seconds / world.speed, .faultOver(fault.kind)))
        }
        return effects
    }

    private mutating func fell(_ fault: SessionFault, _ now: Timestamp, _ world: SessionWorld) -> [SessionEffect] {
        switch fault.kind {
        case .crash:
            if !fault.reportsConnected { return disconnect(fault.text, now) }
            // A crash behind a status that still says connected: nothing is told.
            enter(.connected)
            connectedAt = connectedAt ?? now
            return []
        case .zombie, .timeLocked:
            enter(.connected)
            connectedAt = connectedAt ?? now
            return []
        case .disconnect:
            let told = disconnect(fault.text, now)
            guard let first = world.timings.ownRetries.first else { return told }
            return told + [.after(seconds: first, .ownRetry(1))]
        case .flapping:
            return disconnect(fault.text, now) + [.after(seconds: fault.period / world.speed, .faultDue)]
        case .conflict:
            let told = disconnect(fault.text, now)
            return world.takesNumberBack ? told + [.after(seconds: fault.period / world.speed, .faultDue)] : told
        case .logout:
            self.fault = nil
            let told = disconnect(fault.text, now)
            loseLogin()
            guard world.showsCodeAfterLogout, let first = world.timings.ownRetries.first else { return told }
            return told + [.after(seconds: first, .start)]
        case .banned, .outdated: return disconnect(fault.text, now)
        case .error: return fail(fault.text, now)
        case .stuck:
            enter(fault.stuckAt)
            if fault.stuckAt == .scanning { return showCode(now, world, isRegeneration: false) }
            return []
        case .missing:
            enter(.absent)
            return []
        }
    }

    private mutating func faultDue(_ now: Timestamp, _ world: SessionWorld) -> [SessionEffect] {
        guard let fault else { return [] }
        switch (fault.kind, phase) {
        case (.flapping, .disconnected), (.conflict, .disconnected): return connect(now, world)
        case (.flapping, .connected), (.conflict, .connected): return fell(fault, now, world)
        default: return []
        }
    }

    private mutating func heal(_ now: Timestamp, _ world: SessionWorld) -> [SessionEffect] {
        fault = nil
        guard hasLogin else { return phase == .scanning ? [] : start(now, world) }
        return phase == .connected ? [] : connect(now, world)
    }

    /// Lets the fault outlive one restart, or ends it.
    private mutating func outlive() {
        guard var current = fault else { return }
        if current.survives <= 0 {
            fault = nil
        } else {
            if current.survives < .max { current.survives -= 1 }
            fault = current
        }
    }

    private mutating func enter(_ next: SessionPhase) {
        phase = next
        epoch += 1
        if next == .absent || next == .stopped { isRestoring = false }
    }
}
