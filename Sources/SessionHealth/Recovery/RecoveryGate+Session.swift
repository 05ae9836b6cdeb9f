internal import Basics
internal import WallTime

/// Gates 4 to 8, and 12: the session.
extension RecoveryGate {
    static func confirmed(_ context: RecoveryContext) -> GateHold? {
        let session = context.session
        let asked = context.request.person != nil
        // A person may connect what nobody expected to be connected; that is no unconfirmed suspicion.
        let settled = session.isConfirmed || (asked && session.phase == .waiting)
        if !settled {
            let until = session.firstBadAt.map { $0 + context.settings.confirmDelay(random: 1) }
            return GateHold(
                .confirmed, "unconfirmed", "not confirmed by a second check", until: until, protectsLogin: true)
        }
        guard session.isFlapping else { return nil }
        let share = Int(saturating: (session.flaps.share * 100).rounded())
        return GateHold(
            .confirmed, "flapping", "the session flaps (\(share) % of its last checks changed)", protectsLogin: false)
    }

    static func qrPending(_ context: RecoveryContext) -> GateHold? {
        let (session, settings) = (context.session, context.settings)
        let asked = context.request.person != nil
        if context.account.qrDialogOpen, !asked {
            return GateHold(.qrPending, "qr_dialog", "a person has the QR code open", protectsLogin: false)
        }
        guard session.status == .qrScanning, let since = session.qrSince else { return nil }
        let waited = context.now - since
        if waited >= settings.qrWindow * settings.maxQrWindows {
            // It is held for a person; and here is one.
            guard !asked else { return nil }
            return GateHold(
                .qrPending, "qr_unscanned", "nobody scanned the QR code through \(settings.maxQrWindows) windows",
                protectsLogin: false, needsHuman: true)
        }
        guard waited < settings.qrWindow else { return nil }
        let left = settings.qrWindow - waited
        return GateHold(
            .qrPending, "qr_window", "the QR code waits to be scanned, for \(left.spoken) more",
            until: since + settings.qrWindow, protectsLogin: false)
    }

    static func connecting(_ context: RecoveryContext) -> GateHold? {
        let (session, settings) = (context.session, context.settings)
        if session.status == .connecting, let since = session.statusSince {
            let until = since + settings.connectingGrace
            if context.now <= until {
                let ago = (context.now - since).spoken
                return GateHold(
                    .connecting, "connecting", "the session has been connecting for \(ago)", until: until,
                    protectsLogin: true)
            }
        }
        let own = context.capabilities.ownRetryGrace(settings)
        let lost = [.disconnected, .failed, .connecting].contains(session.status)
        guard lost, own > .zero, let since = session.notConnectedSince, !context.assessment.loginGone else {
            return nil
        }
        let until = since + own
        guard context.now < until else { return nil }
        let left = (until - context.now).spoken
        return GateHold(
            .connecting, "own_retry", "the gateway's own reconnect may still run, for \(left)", until: until,
            protectsLogin: true)
    }

    static func terminalCause(_ context: RecoveryContext) -> GateHold? {
        func hold(_ text: String) -> GateHold {
            GateHold(
                .terminalCause, context.cause.rawValue, text, protectsLogin: false, needsHuman: true)
        }
        if context.assessment.needsPerson {
            let words = context.assessment.words.map { ": \($0)" } ?? ""
            return GateHold(
                .terminalCause, "needs_person", "the gateway waits for somebody at the phone\(words)",
                protectsLogin: false,
                needsHuman: true)
        }
        switch context.cause {
        case .loggedOut:
            // Once by itself; a person may ask as often as they like.
            guard let asked = context.session.scanAskedAt, context.request.person == nil else { return nil }
            return hold("logged out, and a scan was asked for \((context.now - asked).spoken) ago")
        case .replaced: return hold("replaced by another client: reconnecting would start a fight")
        case .banned: return hold("banned or locked by WhatsApp: see the phone")
        case .outdated: return hold("the gateway's WhatsApp Web version is outdated: update the gateway")
        case .timeLocked: return hold("WhatsApp's time lock (463): it ends by itself")
        default: return nil
        }
    }

    static func realFailure(_ context: RecoveryContext) -> GateHold? {
        let assessment = context.assessment
        guard assessment.status == .connected, assessment.cause == nil else { return nil }
        let recipients = assessment.has(.recipientFailures) || assessment.has(.timeLocked)
        return GateHold(
            .realFailure, recipients ? "recipient_failures" : "only_idle",
            recipients
                ? "the failures are the recipients', and the session is connected"
                : "the session is connected, and quiet alone is no failure", protectsLogin: true)
    }

    static func evidenceOfLife(_ context: RecoveryContext) -> GateHold? {
        let window = context.settings.evidenceOfLife
        guard let sent = context.assessment.lastAcknowledgedSend, sent <= context.now, context.now - sent <= window
        else { return nil }
        return GateHold(
            .evidenceOfLife, "evidence_of_life",
            "WhatsApp acknowledged a message sent \((context.now - sent).spoken) ago",
            until: sent + window + .milliseconds(1), protectsLogin: true)
    }
}
