import Basics
import SessionHealth
import WallTime

extension GatewayExamination {
    /// A session that nobody has: a UUID, because some kinds take nothing else for a name.
    static let nobody = "00000000-0000-4000-8000-000000000000"

    // MARK: The gateway itself

    func reachable(
        _ probe: Result<GatewayProbe, GatewayError>, _ list: Result<SessionList, GatewayError>, _ gateway: any Gateway
    ) -> [GatewayFinding] {
        switch probe {
        case .success(let probe):
            let latency = "answers within \(probe.latency.wholeMilliseconds) ms"
            guard let complaint = probe.complaint else { return [.ok(.reachable, latency)] }
            return [
                .warning(
                    .reachable, "\(latency), and says that it is not well: \(complaint)",
                    cure: "look into the gateway's own log: no session is touched while it says so")
            ]
        case .failure(let error) where error.code == .unauthorized:
            // The line about the key says it.
            return [.ok(.reachable, "answers")]
        case .failure(let error) where error.code == .wrongRoute || error.code == .unsupported:
            guard case .success = list else {
                return [.error(.reachable, "\(error.operation): \(error.message)", cure: error.cure(gateway.kind))]
            }
            return [
                .warning(
                    .reachable, "answers, and has no route that tells how it is doing itself",
                    cure:
                        "compare its version with docs/gateways/\(gateway.kind.rawValue).md; the list alone tells how it is"
                )
            ]
        case .failure(let error):
            return [.error(.reachable, "\(error.operation): \(error.message)", cure: error.cure(gateway.kind))]
        }
    }

    func version(_ probe: Result<GatewayProbe, GatewayError>, _ gateway: any Gateway) -> [GatewayFinding] {
        guard case .success(let probe) = probe else { return [] }
        var findings = [GatewayFinding.ok(.version, probe.version ?? "not told by this kind")]
        if gateway.capabilities.restartSign == .uptime {
            let sign = probe.uptime.map { "up for \(Self.text($0)); a fall of this is a restart" }
            findings.append(
                sign.map { .ok(.restarts, $0) }
                    ?? .warning(
                        .restarts, "it does not tell for how long it has been running, though this kind can",
                        cure: "compare its version with docs/gateways/\(gateway.kind.rawValue).md"))
        }
        return findings
    }

    /// Whether our key is taken, and whether it is needed.
    func key(
        _ probe: Result<GatewayProbe, GatewayError>, _ list: Result<SessionList, GatewayError>, _ gateway: any Gateway,
        _ stranger: any Gateway
    ) async -> [GatewayFinding] {
        for error in [list.error, probe.error].compactMap(\.self) where error.code == .unauthorized {
            let text = configuration.apiKey == nil ? "it wants a key, and none is set: \(error.message)" : error.message
            return [.error(.key, text, cure: error.cure(gateway.kind))]
        }
        guard case .success(let sessions) = list else { return [] }
        // Who may open the socket is a matter of its owner and mode.
        if case .socket = configuration.url.endpoint { return [.ok(.key, "taken")] }
        let id = gateway.capabilities.bulkList == .none ? sessions.observations.first?.id : nil
        if configuration.apiKey != nil {
            switch await ask(stranger, id ?? Self.nobody) {
            case .success: break
            case .failure(let error):
                return [.ok(.key, error.code == .unauthorized ? "taken, and nothing is told without it" : "taken")]
            }
        }
        return [
            .warning(
                .key,
                gateway.kind == .wppconnect
                    ? "its secret key is the program's own default: whoever reaches it can log every session out"
                    : "it answers without a key: whoever reaches it can log every session out",
                cure: "set a key in the gateway, and name it here; docs/gateways/\(gateway.kind.rawValue).md says where"
            )
        ]
    }

    /// Asks what a kind protects with its key. Where the list is one request it is that: Evolution says "there is no such
    /// instance" before it looks at the key.
    private func ask(_ gateway: any Gateway, _ id: String) async -> Result<Void, GatewayError> {
        do throws(GatewayError) {
            switch gateway.capabilities.bulkList {
            case .none: _ = try await gateway.deepProbe(id)
            case .withStatus: _ = try await gateway.sessions()
            case .namesOnly: _ = try await gateway.session(id)
            }
            return .success(())
        } catch {
            return .failure(error)
        }
    }

    // MARK: Its sessions

    func listed(_ sessions: SessionList, took duration: Duration, _ gateway: any Gateway) -> GatewayFinding {
        let counts = Dictionary(grouping: sessions.observations, by: \.status.rawValue).mapValues(\.count)
            .sorted { ($1.value, $0.key) < ($0.value, $1.key) }.map { "\($0.value) \($0.key)" }
        let text =
            "\(sessions.count) sessions within \(duration.wholeMilliseconds) ms"
            + (counts.isEmpty ? "" : ": " + counts.joined(separator: ", "))
        if let (name, error) = sessions.failures.min(by: { $0.key < $1.key }) {
            return .warning(
                .list, "\(text); \(sessions.failures.count) could not be asked (\(name): \(error.message))",
                cure: error.cure(gateway.kind))
        }
        if sessions.unreadable > 0 || !sessions.duplicates.isEmpty {
            return .warning(
                .list, "\(text); \(sessions.unreadable) could not be read, \(sessions.duplicates.count) appear twice",
                cure:
                    "compare its version with docs/gateways/\(gateway.kind.rawValue).md; what cannot be read is unknown"
            )
        }
        if let remark = sessions.remark {
            return .warning(
                .list, "\(text); \(remark)", cure: "account-add SESSION --gateway \(configuration.name)")
        }
        let strange = sessions.observations.first { $0.status == .unknown }
        if let strange {
            return .warning(
                .list, "\(text); the state '\(strange.rawStatus)' of \(strange.id) is not known",
                cure:
                    "compare its version with docs/gateways/\(gateway.kind.rawValue).md; what is not known is not touched"
            )
        }
        if duration > background.checkInterval / 2 {
            return .warning(
                .list, text,
                cure:
                    "raise health.gatewayConcurrency or health.checkInterval: the next sweep is due before this one is over"
            )
        }
        return .ok(.list, text)
    }

    /// Sessions without an account, and accounts without a session.
    func accounts(_ sessions: SessionList, _ gateway: any Gateway) -> [GatewayFinding] {
        let known = Set(background.sessions.map { Name($0) })
        let new = sessions.observations.count { !known.contains(Name($0.id)) }
        let gone = background.sessions.filter { sessions[$0] == .notFound }
        guard gone.isEmpty else {
            let names = gone.prefix(3).joined(separator: ", ") + (gone.count > 3 ? ", …" : "")
            return [
                .warning(
                    .accounts, "\(gone.count) of \(known.count) accounts have no session there: \(names)",
                    cure: "if that is meant, remove them with account-remove, or move them with account-move")
            ]
        }
        let advice = new > 0 ? "; \(new) sessions have none: gateway-import \(configuration.name) adds them" : ""
        return [.ok(.accounts, "\(known.count) watched\(advice)")]
    }

    func status(_ sessions: SessionList, _ gateway: any Gateway) async -> [GatewayFinding] {
        let example = sessions.observations.first { $0.status == .connected } ?? sessions.observations.first
        guard let example else { return [.ok(.status, "there is no session to ask for")] }
        do throws(GatewayError) {
            switch try await gateway.session(example.id) {
            case .found(let session) where session.status == .unknown:
                return [
                    .warning(
                        .status, "\(example.id) is '\(session.rawStatus)', which is not known",
                        cure: "compare its version with docs/gateways/\(gateway.kind.rawValue).md")
                ]
            case .found(let session):
                let word = session.rawStatus.isEmpty ? "" : " (its own word: \(session.rawStatus))"
                return [.ok(.status, "\(example.id) is \(session.status.rawValue)\(word)")]
            case .notFound:
                return [
                    .warning(
                        .status, "\(example.id) is in the list, and asked for by itself it is not there",
                        cure: "is it several processes behind one address? Give each process an address of its own")
                ]
            }
        } catch {
            return [
                .error(.status, "\(example.id): \(error.operation): \(error.message)", cure: error.cure(gateway.kind))
            ]
        }
    }

    /// Whether a session that is not there is told in the gateway's own words.
    func missing(_ gateway: any Gateway) async -> [GatewayFinding] {
        guard gateway.capabilities.bulkList != .none else { return [] }
        do throws(GatewayError) {
            guard case .found(let session) = try await gateway.session(Self.nobody) else {
                return [.ok(.missing, "told in its own words")]
            }
            return [
                .warning(
                    .missing, "a session that nobody has is '\(session.rawStatus)' there",
                    cure:
                        "a session that is lost cannot be told from a stopped one; compare its version with docs/gateways/\(gateway.kind.rawValue).md"
                )
            ]
        } catch {
            return [
                .warning(
                    .missing, "a session that is not there is not told as such: \(error.message)",
                    cure:
                        "a proxy may rewrite its answers. Until then lost sessions are unknown, and nothing is done about them"
                )
            ]
        }
    }

    func qrCode(_ sessions: SessionList, _ gateway: any Gateway) async -> [GatewayFinding] {
        let capabilities = gateway.capabilities
        guard let form = capabilities.qr else { return [] }
        let word = form == .picture ? "a picture" : "text"
        guard !capabilities.qrOnDemand else {
            return [.ok(.qrCode, "would be \(word); not asked for, because asking makes a new one")]
        }
        // Where the list tells less than the question after one session, "connecting" may be a code that waits.
        let waiting =
            sessions.observations.first { $0.status == .qrScanning && !$0.needsPerson }
            ?? sessions.observations.first { capabilities.tellsMoreAlone && $0.status == .connecting }
        guard let waiting else { return [.ok(.qrCode, "would be \(word); no session shows one now")] }
        do throws(GatewayError) {
            switch try await gateway.qrCode(waiting.id) {
            case .code(let code):
                let isPicture = if case .picture = code.content { true } else { false }
                return [.ok(.qrCode, "\(waiting.id) shows one, as \(isPicture ? "a picture" : "text")")]
            case .notReady: return [.ok(.qrCode, "would be \(word); \(waiting.id) has none just now")]
            case .notNeeded, .notFound: return [.ok(.qrCode, "would be \(word); \(waiting.id) was scanned just now")]
            }
        } catch {
            return [
                .error(.qrCode, "\(waiting.id): \(error.operation): \(error.message)", cure: error.cure(gateway.kind))
            ]
        }
    }

    /// A duration for people: its two largest units.
    static func text(_ duration: Duration) -> String {
        let seconds = duration.components.seconds
        return switch seconds {
        case ..<60: "\(seconds) s"
        case ..<3600: "\(seconds / 60) min"
        case ..<86400: "\(seconds / 3600) h \(seconds % 3600 / 60) min"
        default: "\(seconds / 86400) d \(seconds % 86400 / 3600) h"
        }
    }
}

extension Result {
    /// Why it failed; nil where it did not.
    var error: Failure? {
        if case .failure(let error) = self { error } else { nil }
    }
}
