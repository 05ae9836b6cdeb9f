package import Logging
package import WallTime

/// Looks at a gateway from all sides, for a person who has just set it up or wonders what is wrong with it.
///
/// Only asks: what it holds is a `Gateway`, which has no way to change anything. It has connections of its own, so that a
/// circuit that is open elsewhere in the process keeps it from nothing.
package struct GatewayExamination: Sendable {
    /// What we know of the gateway ourselves.
    package struct Background: Sendable {
        /// The sessions that have an account.
        package var sessions: [String]
        /// Between two sweeps.
        package var checkInterval: Duration
        /// The newest webhook that was taken from it.
        package var lastWebhook: Timestamp?
        /// The newest webhook that was refused, and why.
        package var lastRefusal: (at: Timestamp, reason: String)?

        package init(
            sessions: [String] = [], checkInterval: Duration = .seconds(120), lastWebhook: Timestamp? = nil,
            lastRefusal: (at: Timestamp, reason: String)? = nil
        ) {
            self.sessions = sessions
            self.checkInterval = checkInterval
            self.lastWebhook = lastWebhook
            self.lastRefusal = lastRefusal
        }
    }

    /// Makes what carries requests to a configured gateway.
    package typealias Transport =
        @Sendable (GatewayConfiguration) throws(GatewayConfigurationError) -> any GatewayTransport

    let configuration: GatewayConfiguration
    let background: Background
    let clock: any WallClock
    private let logger: Logger
    private let transport: Transport

    /// Makes an examination; nothing is asked yet.
    package init(
        of configuration: GatewayConfiguration, background: Background = Background(), clock: any WallClock,
        logger: Logger, transport: @escaping Transport
    ) {
        self.configuration = configuration
        self.background = background
        self.clock = clock
        self.logger = logger
        self.transport = transport
    }

    /// Asks the gateway and says what was found. Never throws: whatever goes wrong is a finding.
    package func run() async -> GatewayReport {
        var report = GatewayReport(
            gateway: configuration.name, kind: configuration.kind, url: configuration.url, findings: [], requests: [])
        let observed: ObservedTransport
        do throws(GatewayConfigurationError) {
            observed = ObservedTransport(try transport(configuration), clock: clock)
        } catch {
            report.findings = [.error(.setting, error.message, cure: "correct the setting, and test again")]
            return report
        }
        let gateway = connect(configuration, observed)
        var keyless = configuration
        keyless.apiKey = nil
        report.findings = settingFindings()
        let (answers, sessions) = await answerFindings(
            gateway, stranger: connect(keyless, observed), &report.listDuration)
        report.findings += answers
        report.findings += webhookFindings(gateway.capabilities, told: await webhooks(gateway, sessions))
        report.findings += clockFindings(observed.clockLead, gateway.capabilities)
        report.findings += capabilityFindings(gateway.capabilities)
        report.requests = observed.requests
        return report
    }

    private func connect(_ configuration: GatewayConfiguration, _ transport: any GatewayTransport) -> any Gateway {
        GatewayFactory.connection(to: configuration, transport: transport, clock: clock, logger: logger).gateway
    }

    /// What only the gateway's answers tell.
    ///
    /// - Parameter stranger: the same gateway, as somebody without our key meets it.
    private func answerFindings(
        _ gateway: any Gateway, stranger: any Gateway, _ listDuration: inout Duration?
    ) async -> (findings: [GatewayFinding], sessions: SessionList?) {
        let probe = await result { () throws(GatewayError) in try await gateway.probe() }
        if case .failure(let error) = probe, error.isSilence {
            return ([.error(.reachable, error.message, cure: error.cure(gateway.kind))], nil)
        }
        let start = ContinuousClock.now
        let list = await result { () throws(GatewayError) in try await gateway.sessions(known: background.sessions) }
        let duration = start.duration(to: .now)
        var findings = reachable(probe, list, gateway)
        findings += version(probe, gateway)
        findings += await key(probe, list, gateway, stranger)
        guard case .success(let sessions) = list else {
            if case .failure(let error) = list, error.code != .unauthorized {
                findings.append(.error(.list, "\(error.operation): \(error.message)", cure: error.cure(gateway.kind)))
            }
            return (findings, nil)
        }
        listDuration = duration
        findings.append(listed(sessions, took: duration, gateway))
        findings += accounts(sessions, gateway)
        findings += await status(sessions, gateway)
        findings += await missing(gateway)
        findings += await qrCode(sessions, gateway)
        return (findings, sessions)
    }

    private func result<Value: Sendable>(
        _ operation: () async throws(GatewayError) -> Value
    ) async -> Result<Value, GatewayError> {
        do throws(GatewayError) { return .success(try await operation()) } catch { return .failure(error) }
    }
}
