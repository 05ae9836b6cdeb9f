import Basics

/// The kinds of gateway that Denyut speaks to.
package enum GatewayKind: String, Sendable, Hashable, CaseIterable {
    /// The Node.js service on whatsapp-web.js, in both of its variants.
    case node
    /// WAHA, https://waha.devlike.pro
    case waha
    /// Evolution API v2, https://github.com/EvolutionAPI/evolution-api
    case evolution
    /// WPPConnect server, https://github.com/wppconnect-team/wppconnect-server
    case wppconnect
    /// wwebjs-api, https://github.com/avoylenko/wwebjs-api, and the project it continues, chrishubert/whatsapp-api
    case wwebjsAPI = "wwebjs-api"
    /// GOWA, https://github.com/aldinokemal/go-whatsapp-web-multidevice
    case gowa
    /// OpenWA, https://github.com/rmyndharis/OpenWA
    case openwa
    /// open-wa/wa-automate v5, https://github.com/open-wa/wa-automate-nodejs
    case waAutomate = "wa-automate"

    /// Reads a kind as it stands in the settings.
    ///
    /// - Throws: `GatewayConfigurationError` that names the nearest known kind.
    package init(named name: String) throws(GatewayConfigurationError) {
        if let kind = GatewayKind(rawValue: name.lowercased()) {
            self = kind
        } else {
            throw GatewayConfigurationError(
                "there is no gateway kind '\(printable(name, limit: 40))'\(Self.suggestion(for: name)); the kinds are "
                    + Self.allCases.map(\.rawValue).joined(separator: ", "))
        }
    }

    private static func suggestion(for name: String) -> String {
        guard let nearest = nearestName(to: name, among: allCases.map(\.rawValue)) else { return "" }
        return " (did you mean '\(nearest)'?)"
    }
}
