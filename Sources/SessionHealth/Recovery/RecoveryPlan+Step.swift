extension RecoveryPlan {
    /// The next rung, where no gate holds.
    static func step(_ context: RecoveryContext) -> RecoveryDecision {
        let order = RecoveryLadder.order(
            context.cause, status: context.assessment.status, everLinked: context.everLinked,
            login: context.assessment.login, capabilities: context.capabilities)
        if let person = context.request.person, person.newLogin {
            return replacement(context, asked: person)
        }
        guard !order.isEmpty else { return .hold(.noRung) }
        // What was connected and lost again at once may have another client that takes its place: each restart would throw
        // that one out, and it us.
        if context.request.person == nil, context.ladder.episode?.attempts.contains(where: \.lostAgain) == true {
            return .hold(.lostAgain)
        }
        // A person begins anew: what failed by itself may help now that the phone is at hand.
        let ladder = context.request.person == nil ? context.ladder : RecoveryLadder()
        switch ladder.next(in: order) {
        case .softRestart: return .soft(soft(.softRestart, context))
        case .stopStart:
            return .soft(soft(context.assessment.status == .notFound ? .start : .stopStart, context))
        case .newSession: return replacement(context, asked: context.request.person)
        case .observe, .askScan, .held, nil: return .hold(.ladderExhausted)
        }
    }

    private static func soft(_ action: SoftStep.Action, _ context: RecoveryContext) -> SoftStep {
        SoftStep(action: action, cause: context.cause, deadline: context.settings.softDeadline)
    }

    private static func replacement(_ context: RecoveryContext, asked person: PersonsRequest?) -> RecoveryDecision {
        guard context.capabilities.newSession else { return .hold(.noRung) }
        if person == nil, context.gateway.line.isUnreachable { return .hold(.lineUnreachable) }
        guard let proof = proof(context, asked: person) else { return .hold(.loginMayBeAlive) }
        return .replaceLogin(
            LoginReplacement(
                subject: context.subject, cause: context.cause, proof: proof, deadline: context.settings.qrDeadline))
    }

    /// Why no living login is lost by a new one; nil where it might be.
    private static func proof(_ context: RecoveryContext, asked person: PersonsRequest?) -> LoginReplacement.Proof? {
        let assessment = context.assessment
        guard assessment.status != .connected, assessment.status != .connecting else { return nil }
        switch assessment.login {
        case .gone(let proof): return .loginGone(proof)
        case .kept:
            // A person may end even what the gateway has: when all else was tried, or they know.
            guard let person, person.insists || context.ladder.heldSince != nil else { return nil }
            return .person(person.name)
        case .unknown: break
        }
        if assessment.status == .notFound, !context.everLinked || !context.capabilities.startsMissing {
            return .notThere
        }
        guard let person else { return nil }
        return context.everLinked ? .person(person.name) : .neverLinked(person.name)
    }
}
