import WallTime

@testable import GatewaySimulator

/// A gateway without a server, on a clock that the test moves.
struct Bench {
    static let start = Timestamp(seconds: 1_700_000_000)

    var fleet: Fleet
    let dialect: any Dialect
    var now = Bench.start

    init(_ options: SimulatorOptions = SimulatorOptions(), _ mix: SessionMix = .demo, sessions: Int = 24) {
        dialect = options.dialect
        fleet = Fleet(settings: options.fleet, at: Self.start)
        fleet.add(count: sessions, prefix: "wa-", mix: mix, at: Self.start)
        _ = fleet.takeNotices()
    }

    /// Asks the gateway and returns the status, the JSON body, and the whole answer.
    mutating func ask(
        _ method: String, _ target: String, headers: [String: String] = [:], _ body: JSON? = nil
    ) -> (status: Int, json: JSON, answer: GatewayAnswer) {
        fleet.advance(to: now)
        let call = GatewayCall(method, target, headers: headers, body: body?.bytes ?? [], at: now)
        let (answer, _) = Simulation.answer(call, &fleet, dialect)
        return (answer.status, JSON(parsing: answer.bytes) ?? .null, answer)
    }

    /// Lets time pass.
    mutating func pass(_ duration: Duration) {
        now += duration
        fleet.advance(to: now)
    }

    /// Carries out a command written as the control interface takes it.
    mutating func command(_ json: JSON) throws {
        try fleet.apply(try Command(json), at: now)
    }

    /// The webhooks told so far, as JSON.
    mutating func webhooks() -> [JSON] {
        fleet.takeNotices().flatMap { dialect.webhooks(for: $0) }.compactMap { JSON(parsing: $0.body) }
    }
}
