extension RecoveryPlan {
    /// The next rung, where no gate holds.
    static func step(_ context: RecoveryContext) -> RecoveryDecision {
        let order = RecoveryLadder.order(
            context.cause, status: context.assessment.status, everLinked: context.everLinked,
            capabilities: context.capabilities)
        if let person = context.request.person, person.newLogin {
            return replacement(context, asked: person, order: order)
        }
        guard !order.isEmpty else { return .hold(.noRung) }
        // A person begins anew: what failed by itself may help now that the phone is at hand.
        let ladder = context.request.person == nil ? context.ladder : RecoveryLadder()
        switch ladder.next(in: order) {
        case .softRestart: return .soft(soft(.softRestart, context))
        case .stopStart:
            return .soft(soft(context.assessment.status == .notFound ? .start : .stopStart, context))
        case .newSession: return replacement(context, asked: context.request.person, order: order)
        case .observe, .askScan, .held, nil: return .hold(.ladderExhausted)
        }
    }

    private static func soft(_ action: SoftStep.Action, _ context: RecoveryContext) -> SoftStep {
        SoftStep(action: action, cause: context.cause, deadline: context.settings.softDeadline)
    }

    private static func replacement(
        _ context: RecoveryContext, asked person: PersonsRequest?, order: [Rung]
    ) -> RecoveryDecision {
        guard context.capabilities.newSession else { return .hold(.noRung) }
        guard let proof = proof(context, asked: person, order: order) else { return .hold(.loginMayBeAlive) }
        return .replaceLogin(
            LoginReplacement(
                subject: context.subject, cause: context.cause, proof: proof, deadline: context.settings.qrDeadline))
    }

    /// Why no living login is lost by a new one; nil where it might be.
    private static func proof(
        _ context: RecoveryContext, asked person: PersonsRequest?, order: [Rung]
    ) -> LoginReplacement.Proof? {
        let assessment = context.assessment
        // While the gateway says that it has the login, or is connected with it, no failure is a proof.
        guard assessment.login != .kept, assessment.status != .connected, assessment.status != .connecting else {
            return nil
        }
        if case .gone(let proof) = assessment.login { return .loginGone(proof) }
        if !context.everLinked { return .neverLinked }
        let softer = order.filter(\.keepsLogin)
        if !softer.isEmpty, context.capabilities.tellsEnding, context.ladder.softerRungsFailed(in: order) {
            return .softerRungsFailed(softer)
        }
        if let person { return .person(person.name) }
        if assessment.status == .notFound, !context.capabilities.startsMissing { return .notThere }
        return nil
    }
}
