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

    /// Whether its webhooks can be taken, and whether any came.
    func webhookFindings(_ capabilities: GatewayCapabilities) -> [GatewayFinding] {
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
