package import WallTime

extension Fleet {
    /// Adds sessions of a mix, named by the prefix and a number; the ones that exist already are left alone.
    package mutating func add(count: Int, prefix: String, mix: SessionMix, at now: Timestamp) {
        let digits = max(2, String(count).count)
        for place in 0..<count {
            let number = String(place + 1)
            let id = prefix + String(repeating: "0", count: max(0, digits - number.count)) + number
            if self[id] == nil { add(id, role: mix.role(at: place), number: place + 1, at: now) }
        }
    }

    /// Adds one session that shows its role at once.
    mutating func add(_ id: String, role: SessionRole, number: Int, at now: Timestamp) {
        var session = SimulatedSession(
            id: id, phone: PhoneNumbers.number(for: id, seed: settings.seed), hasLogin: role.hasLogin,
            workspace: (number - 1) / 8 + 1, account: number, label: "Account \(number)",
            at: now - .hours(48) - .seconds(number * 61))
        session.role = role
        session.scanAfter = settings.scanAfter
        session.phase = role.hasLogin ? .connected : .starting
        if role.hasLogin { session.connectedAt = session.createdAt + .seconds(4) }
        session.lastActivity = role.isQuiet ? now - .minutes(45) : now - .seconds(number % 240)
        let slot = add(session)
        if let fault = role.fault {
            handle(.strike(fault), slot: slot, at: now)
        } else if !role.hasLogin {
            handle(.started, slot: slot, at: now)
        }
    }
}
