extension Command {
    /// What a step's `"do"` may say.
    static let names = ["add", "remove", "fault", "clear", "scan", "restart", "memory", "webhooks", "receive"]

    /// Reads a command.
    ///
    /// - Parameters:
    ///   - name: what to do; nil to read it from `"do"`.
    ///   - session: the session that the address names; nil to read it from `"session"`.
    package init(
        _ json: JSON, named name: String? = nil, session: String? = nil, ignoring: [String] = []
    ) throws(ControlError) {
        var fields = try CommandFields(json)
        for field in ignoring { _ = fields.raw(field) }
        let verb: String
        if let name { verb = name } else { verb = try fields.requiredText("do") }
        func sessionName(_ fields: inout CommandFields) throws(ControlError) -> String {
            if let session { return session }
            return try fields.requiredText("session")
        }
        switch verb {
        case "add": self = try Self.add(&fields)
        case "remove": self = .remove(session: try sessionName(&fields))
        case "fault":
            var target = session
            if target == nil { target = try fields.text("session") }
            self = try Self.fault(&fields, session: target)
        case "clear":
            var target = session
            if target == nil { target = try fields.text("session") }
            self = .clear(session: target)
        case "scan":
            let target = try sessionName(&fields)
            self = .scan(session: target, after: try fields.number("after", 0...1e6) ?? 0)
        case "restart": self = .restart(try Self.restartPlan(&fields))
        case "memory": self = .memory(try Self.memoryModel(&fields))
        case "webhooks":
            var fault = WebhookFault()
            fault.lost = try fields.number("lost", 0...1) ?? 0
            fault.doubled = try fields.number("doubled", 0...1) ?? 0
            fault.unsigned = try fields.flag("unsigned") ?? false
            fault.delay = try fields.number("delay", 0...1e6) ?? 0
            self = .webhooks(fault)
        case "receive":
            let target = try sessionName(&fields)
            let from = try fields.text("from") ?? "6281100000000"
            self = .receive(session: target, from: from, text: try fields.text("text") ?? "hello")
        default:
            throw ControlError("\"do\" is one of \(Self.names.joined(separator: ", ")); it says \"\(verb)\"")
        }
        try fields.finish()
    }

    private static func add(_ fields: inout CommandFields) throws(ControlError) -> Command {
        let mix = try mix(fields.raw("mix"))
        let count = try fields.int("count", 1...1_000_000) ?? mix.pattern.count
        return .add(count: count, prefix: try fields.text("prefix") ?? "session-", mix: mix)
    }

    /// A name, a list of roles, or how many of each role.
    private static func mix(_ json: JSON?) throws(ControlError) -> SessionMix {
        func role(_ name: String?) throws(ControlError) -> SessionRole {
            guard let name, let role = SessionRole(rawValue: name) else {
                let known = SessionRole.allCases.map(\.rawValue).joined(separator: ", ")
                throw ControlError("a mix is \"demo\", or made of \(known); it says \"\(name ?? "?")\"")
            }
            return role
        }
        switch json {
        case nil: return SessionMix(pattern: [.healthy])
        case .string(let name):
            if let mix = SessionMix(named: name) { return mix }
            return SessionMix(pattern: [try role(name)])
        case .array(let elements):
            var pattern: [SessionRole] = []
            for element in elements { pattern.append(try role(element.text)) }
            return SessionMix(pattern: pattern)
        case .object(let members):
            var pattern: [SessionRole] = []
            for member in members {
                guard let count = member.value.int, (0...1_000_000).contains(count) else {
                    throw ControlError("\"mix\" gives a whole number for each role, up to 1000000")
                }
                pattern += Array(repeating: try role(member.name), count: count)
            }
            return SessionMix(pattern: pattern)
        default: throw ControlError("\"mix\" is a name, a list of roles, or a number for each role")
        }
    }

    private static func fault(
        _ fields: inout CommandFields, session: String?
    ) throws(ControlError) -> Command {
        let name = try fields.requiredText("fault")
        if let kind = SessionFaultKind(rawValue: name) {
            let share = try fields.number("share", 0...1) ?? 1
            return .sessionFault(try sessionFault(kind, &fields), session: session, share: share)
        }
        if let kind = AnswerFaultKind(rawValue: name) {
            return .answerFault(try answerFault(kind, &fields, session: session))
        }
        let known = SessionFaultKind.allCases.map(\.rawValue) + AnswerFaultKind.allCases.map(\.rawValue)
        throw ControlError("\"fault\" is one of \(known.joined(separator: ", ")); it says \"\(name)\"")
    }

    private static func sessionFault(
        _ kind: SessionFaultKind, _ fields: inout CommandFields
    ) throws(ControlError) -> SessionFault {
        let error = try fields.text("error")
        let reports = try fields.choice("reports", CrashReport.self) ?? .connected
        let stuckAt = try fields.choice("at_phase", StuckPhase.self) ?? .authenticated
        return SessionFault(
            kind, error: error, reportsConnected: reports == .connected, stuckAt: stuckAt.phase,
            survives: try fields.int("survives", 0...1_000_000), period: try fields.number("period", 0.01...1e6) ?? 5,
            ownRetryThatWorks: try fields.int("own_retry", 0...100) ?? 0,
            seconds: try fields.number("seconds", 0...1e9))
    }

    private static func answerFault(
        _ kind: AnswerFaultKind, _ fields: inout CommandFields, session: String?
    ) throws(ControlError) -> AnswerFault {
        var fault = AnswerFault(kind)
        fault.session = session
        fault.scope = try fields.choice("scope", RequestScope.self) ?? .all
        fault.share = try fields.number("share", 0...1) ?? 1
        fault.seconds = try fields.number("seconds", 0...1e9)
        fault.status = try fields.int("status", 200...599) ?? fault.status
        fault.delay = try fields.number("delay", 0...1e6) ?? fault.delay
        fault.bytes = try fields.int("bytes", 0...1_000_000_000) ?? fault.bytes
        fault.location = try fields.text("location") ?? fault.location
        fault.workers = try fields.int("workers", 2...64) ?? fault.workers
        fault.retryAfter = try fields.int("retry_after", 0...86_400)
        return fault
    }

    private static func restartPlan(_ fields: inout CommandFields) throws(ControlError) -> RestartPlan {
        var plan = RestartPlan()
        plan.down = try fields.number("down", 0...1e6) ?? plan.down
        plan.pause = try fields.number("pause", 0...1e6) ?? plan.pause
        plan.each = try fields.number("each", 0...1e6) ?? plan.each
        plan.restores = try fields.flag("restores") ?? plan.restores
        return plan
    }

    private static func memoryModel(_ fields: inout CommandFields) throws(ControlError) -> MemoryModel {
        var model = MemoryModel()
        model.base = try fields.number("base", 1...1e6) ?? model.base
        model.perSession = try fields.number("per_session", 0...1e4) ?? model.perSession
        model.perMinute = try fields.number("per_minute", 0...1e6) ?? model.perMinute
        model.restartAt = try fields.number("restart_at", 1...1e6)
        return model
    }
}
