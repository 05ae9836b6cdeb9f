import Foundation
import SeededRandom
import WallTime

@testable import SessionHealth

/// What befalls the session, the line, the gateway and Denyut itself.
extension History {
    mutating func strike() {
        let length = Double.random(in: 20..<3000, using: &generator)
        switch generator.next() % 20 {
        case 0, 1: if truth == .up { become(.lost(until: seconds + length)) }
        case 2, 3: if truth == .up { become(.dead) }
        case 4, 5: logOut()
        case 6:
            if truth == .up {
                become(.replaced(until: seconds + length * 4))
                report(.replaced)
            }
        case 7:
            if truth == .up {
                become(.banned)
                report(.banned)
            }
        case 8:
            if truth == .up {
                become(.stopped)
                report(.stoppedByUser)
            }
        case 9: loseLine(for: length)
        case 10: gatewayFailsUntil = seconds + length / 3
        case 11: restartGateway(length)
        case 12: if truth == .up { become(.missing(until: seconds + length)) }
        case 13: garbledUntil = seconds + length / 4
        case 14: leap(by: Double.random(in: -90..<90, using: &generator))
        case 15: leap(by: Double.random(in: -7200..<7200, using: &generator))
        case 16: restartDenyut(asleepFor: generator.chance(50) ? 0 : length)
        case 17: reportLate(by: length + 6000)
        default:
            // A person or the gateway itself starts what was stopped or left alone, and unlocks what was banned.
            switch truth {
            case .stopped, .banned, .dead: start(after: 20)
            default: break
            }
        }
        if lineDownUntil > seconds, truth == .up { become(.lost(until: lineDownUntil + 30)) }
    }

    private mutating func logOut() {
        switch truth {
        case .stopped, .showingCode, .missing, .banned: return
        default: break
        }
        guard loginAlive else { return }
        events.insert("logout")
        loginAlive = false
        become(.loggedOut)
        saidLogout = grammar.record == .listed
        report(.loggedOut)
    }

    private mutating func loseLine(for length: Double) {
        events.insert("line")
        lineDownUntil = max(lineDownUntil, seconds + length)
    }

    private mutating func restartGateway(_ length: Double) {
        events.insert("gateway restart")
        startedAt = seconds
        switch truth {
        case .up, .dead: become(.missing(until: seconds + length / 20))
        case .showingCode: become(.loggedOut)
        default: break
        }
    }

    /// Somebody sets the clock. What was written under the old one may lie ahead, and is no evidence until then.
    private mutating func leap(by offset: Double) {
        events.insert("clock")
        clockOffset += offset
        (deniedSince, evidentSince) = (nil, nil)
    }

    /// Denyut ends and comes back with what it had written.
    private mutating func restartDenyut(asleepFor length: Double) {
        events.insert("own restart")
        asleepUntil = seconds + length
        (deniedSince, recheckAt) = (nil, nil)
        do {
            file = try JSONDecoder().decode(SessionCase.self, from: JSONEncoder().encode(file))
            gateway = try JSONDecoder().decode(GatewayState.self, from: JSONEncoder().encode(gateway))
        } catch {
            fault("what was written cannot be read: \(error)")
        }
    }

    // MARK: Webhooks

    /// Why it ended, by webhook, where the kind has one: at once, late because nobody took it at first, or twice.
    private mutating func report(_ ending: SessionEnding) {
        guard generator.chance(grammar.endingWebhooks) else { return }
        let isLate = grammar.webhookDelay > 0 && generator.chance(25)
        let delay = isLate ? Double.random(in: 1..<grammar.webhookDelay, using: &generator) : 0.3
        hooks.append((seconds + delay, ending, now))
        if grammar.webhookDelay > 0, generator.chance(15) {
            let again = Double.random(in: 1..<grammar.webhookDelay, using: &generator)
            hooks.append((seconds + delay + again, ending, now))
        }
    }

    /// A webhook of a logout that is long over: the session was linked anew since.
    private mutating func reportLate(by age: Double) {
        guard grammar.endingWebhooks > 0, grammar.datesWebhooks else { return }
        let at = now - .seconds(age)
        guard let linked = file.state.connectedSince, at < linked else { return }
        events.insert("old webhook")
        hooks.append((seconds + 0.1, .loggedOut, at))
    }

    /// Hands over what is due.
    mutating func deliver() {
        let due = hooks.filter { $0.due <= seconds }
        hooks.removeAll { $0.due <= seconds }
        for hook in due {
            // What nobody takes is lost, or comes again.
            guard seconds >= asleepUntil else {
                if grammar.webhookDelay > 0 { hooks.append((asleepUntil + 1, hook.ending, hook.at)) }
                continue
            }
            events.insert("webhook")
            let report = EndingReport(
                hook.ending, at: grammar.datesWebhooks ? hook.at : nil, heardAt: now, teller: .webhook)
            guard file.state.heard(report) else { continue }
            said(hook.ending)
            recheck(.milliseconds(500), looks: false)
        }
    }

    mutating func said(_ ending: SessionEnding) {
        if ending == .loggedOut { saidLogout = true }
        if ending == .stoppedByUser { saidStop = true }
        if ending == .banned || ending == .replaced { saidTerminal = true }
    }

    // MARK: Messages

    /// The application sends: what is up answers, what is dead does not.
    mutating func converse() {
        guard generator.chance(70) else { return }
        switch truth {
        case .up:
            sends = [
                SentMessage(at: now - .seconds(2), acknowledgement: grammar.tellsServerAcknowledgement ? .server : nil)
            ]
        case .dead:
            if grammar.tellsServerAcknowledgement, generator.chance(50) {
                sends = sends.suffix(20) + [SentMessage(at: now - .seconds(2), acknowledgement: .pending)]
                evidentSince = min(evidentSince ?? .infinity, seconds + settings.zombieAfter.inSeconds)
            } else {
                let error =
                    grammar.capabilities.deepProbe ? "Protocol error: Session closed" : "websocket not connected"
                failures =
                    failures.suffix(40) + (0..<4).map { FailedMessage(at: now - .milliseconds($0), error: error) }
                evidentSince = min(evidentSince ?? .infinity, seconds)
            }
        default: break
        }
    }
}
