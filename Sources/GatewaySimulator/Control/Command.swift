/// Something to do to a simulated gateway: from the control API, or as a step of a scenario.
package enum Command: Sendable {
    case add(count: Int, prefix: String, mix: SessionMix)
    case remove(session: String)
    /// One session, or a share of all sessions where it names none.
    case sessionFault(SessionFault, session: String?, share: Double)
    case answerFault(AnswerFault)
    /// One session's faults, or all that are anywhere.
    case clear(session: String?)
    case scan(session: String, after: Double)
    case restart(RestartPlan)
    case memory(MemoryModel)
    case webhooks(WebhookFault)
    case receive(session: String, from: String, text: String)
}
