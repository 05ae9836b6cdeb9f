import Basics
import WallTime

extension GatewayExamination {
    /// What the setting alone tells.
    func settingFindings() -> [GatewayFinding] {
        let url = configuration.url
        let text = "\(configuration.kind.rawValue) at \(url)" + (configuration.proxy.map { " through \($0)" } ?? "")
        guard configuration.apiKey != nil, url.isPlain, !url.isNear else { return [.ok(.setting, text)] }
        return [
            .warning(
                .setting, "\(text): its key crosses the network unencrypted",
                cure: "use https://, or a private network or tunnel")
        ]
    }

    /// Where the webhooks of one session go by its own settings.
    struct ToldWebhooks {
        var session: String
        var settings: [WebhookSetting]
    }

    func webhooks(_ gateway: any Gateway, _ sessions: SessionList?) async -> ToldWebhooks? {
        let known = Set(background.sessions.map { Name($0) })
        let all = sessions?.observations ?? []
        guard let session = all.first(where: { known.contains(Name($0.id)) }) ?? all.first,
            // It is a help where it is there, and no fault where it is not.
            let settings = try? await gateway.webhookSettings(session.id)
        else { return nil }
        return ToldWebhooks(session: session.id, settings: settings)
    }

    /// What is wrong with the settings that lead here; nil where nothing is, or nothing is told.
    private func settingFinding(_ told: ToldWebhooks?) -> GatewayFinding? {
        guard let told, let ours = told.settings.first(where: { $0.leads(to: configuration.name) }) else { return nil }
        let page = "docs/gateways/\(configuration.kind.rawValue).md has the settings to paste"
        if ours.isSigned == false {
            return .error(
                .webhooks, "\(told.session) sends them to \(ours.address) without a signature: they are refused",
                cure: "set the key of its signature, too; \(page)")
        }
        if let event = configuration.kind.stateEvent, !ours.sends(event) {
            return .warning(
                .webhooks,
                "\(told.session) sends them to \(ours.address) without \(event): its state is seen by polling only",
                cure: "add \(event) to the events of the webhook; \(page)")
        }
        if ours.holdsMedia {
            return .warning(
                .webhooks,
                "\(told.session) puts pictures and recordings into them (base64): those of more than 1 MiB are refused (413)",
                cure: "set its base64 to false; \(page)")
        }
        guard background.lastWebhook == nil else { return nil }
        return .warning(
            .webhooks, "\(told.session) sends them to \(ours.address), and none has come yet",
            cure:
                "ask that address from the gateway's machine with curl: a 401 is Denyut's own, everything else stands between"
        )
    }

    /// Whether its webhooks can be taken, and whether any came.
    func webhookFindings(_ capabilities: GatewayCapabilities, told: ToldWebhooks?) -> [GatewayFinding] {
        let page = "docs/gateways/\(configuration.kind.rawValue).md"
        let address = "POST /api/whatsapp/webhooks/\(configuration.name)"
        var findings: [GatewayFinding] = []
        let hasSecret =
            configuration.webhookSecret != nil || (configuration.kind == .wwebjsAPI && configuration.apiKey != nil)
        if !hasSecret {
            findings.append(
                .warning(
                    .webhooks,
                    "none is taken, because there is no secret to know them by: changes are seen by polling only",
                    cure: "set webhookSecretEnv or webhookSecretFile; \(page) has the settings to paste"))
        } else if let finding = settingFinding(told) {
            findings.append(finding)
        } else if let last = background.lastWebhook {
            findings.append(.ok(.webhooks, "the newest one came \(Self.text(clock.now() - last)) ago"))
        } else {
            findings.append(
                .warning(
                    .webhooks, "none has come yet to \(address)",
                    cure: "let the gateway send them there; \(page) has the settings to paste"))
        }
        if let refusal = background.lastRefusal, refusal.at > background.lastWebhook ?? .distantPast {
            findings.append(
                .error(
                    .signature, "\(Self.text(clock.now() - refusal.at)) ago one was refused: \(refusal.reason)",
                    cure:
                        "compare the secret here with the one in the gateway's webhook settings; \(page) says where it stands"
                ))
        } else if hasSecret, Self.defaultSecrets.contains(configuration.webhookSecret?.revealed ?? "") {
            findings.append(
                .warning(
                    .signature, "the secret is the program's own default: anybody can forge its webhooks",
                    cure: "set another one on both sides"))
        } else {
            findings.append(.ok(.signature, capabilities.webhookProof.text))
        }
        return findings
    }

    /// What programs come with (GOWA, WPPConnect server).
    private static let defaultSecrets: Set<String> = ["secret", "THISISMYSECURETOKEN"]

    /// Whether both clocks agree: signatures and tokens expire, and the times of incidents are compared.
    func clockFindings(_ lead: Duration?, _ capabilities: GatewayCapabilities) -> [GatewayFinding] {
        guard let lead else { return [] }
        let distance = lead < .zero ? .zero - lead : lead
        let text =
            distance < .seconds(2)
            ? "agrees with this machine's"
            : "\(Self.text(distance)) \(lead < .zero ? "behind" : "ahead of") this machine's"
        guard distance >= .seconds(30) else { return [.ok(.clock, text)] }
        let cure = "let both machines follow a time server: timedatectl set-ntp true"
        let isExpired = capabilities.webhookProof == .signedWithTime && distance >= .seconds(240)
        return [
            isExpired
                ? .error(.clock, "\(text): its webhooks are refused", cure: cure) : .warning(.clock, text, cure: cure)
        ]
    }

    func capabilityFindings(_ capabilities: GatewayCapabilities) -> [GatewayFinding] {
        [(GatewayFinding.Subject.can, capabilities.abilities), (.cannot, capabilities.inabilities)].compactMap {
            $1.isEmpty ? nil : .ok($0, $1.joined(separator: "; "))
        }
    }
}

extension GatewayKind {
    /// The event that tells a session's state, where its settings name events.
    fileprivate var stateEvent: String? {
        switch self {
        case .waha, .openwa: "session.status"
        case .evolution: "CONNECTION_UPDATE"
        case .node, .wppconnect, .wwebjsAPI, .gowa, .waAutomate: nil
        }
    }
}

extension GatewayURL {
    /// Whether what goes there can be read on its way.
    var isPlain: Bool {
        if case .network("http", _, _) = endpoint { true } else { false }
    }

    /// Whether it is on this machine or in a private network (RFC 1918, RFC 4193), or has a name without a domain, as
    /// containers do.
    var isNear: Bool {
        guard case .network(_, let host, _) = endpoint else { return true }
        if !host.contains("."), !host.contains(":") { return true }
        if host == "::1" || host.hasPrefix("fd") && host.contains(":") { return true }
        if [".local", ".internal", ".lan", ".home.arpa", ".localhost"].contains(where: host.hasSuffix) { return true }
        let parts = host.split(separator: ".", omittingEmptySubsequences: false).compactMap { UInt8($0) }
        guard parts.count == 4 else { return false }
        return switch (parts[0], parts[1]) {
        case (127, _), (10, _), (192, 168), (169, 254): true
        case (172, 16...31), (100, 64...127): true
        default: false
        }
    }
}
