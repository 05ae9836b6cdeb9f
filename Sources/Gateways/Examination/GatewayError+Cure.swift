extension GatewayError {
    /// What to do about it, beyond what its message says.
    func cure(_ kind: GatewayKind) -> String {
        switch code {
        case .unreachable where message.contains("TLS failed"):
            "try the url with curl -v from this machine; docs/gateways/README.md has certificateAuthority"
        case .unreachable: "start the gateway, or correct its url"
        case .timedOut:
            "look at the gateway's load and log; if its answers are slow by nature, raise health.gatewayTimeout"
        case .unauthorized:
            "put the gateway's own key where apiKeyEnv or apiKeyFile points; docs/gateways/\(kind.rawValue).md says which"
        case .badAnswer:
            "ask the url with curl from this machine: the gateway itself must answer, no proxy and no login page"
        case .wrongRoute: "compare kind, version and url with docs/gateways/\(kind.rawValue).md"
        case .overloaded: "lower health.gatewayConcurrency, or raise the gateway's limit of requests"
        case .serverError: "look into the gateway's own log"
        case .tooLarge: "if the answer is the gateway's own, raise health.gatewayBodyLimit"
        case .circuitOpen: "mend what the lines above say, and test again"
        case .refused: "the gateway's own words say why; docs/gateways/\(kind.rawValue).md may know more"
        case .unsupported: "nothing: this kind or version has no such call"
        case .invalidRequest: "give the session another name"
        case .cancelled: "test again"
        }
    }

    /// Whether nothing came back at all, so that there is no sense in more questions.
    var isSilence: Bool {
        switch code {
        case .unreachable, .timedOut, .cancelled, .circuitOpen: true
        // What listens there does not speak HTTP.
        case .badAnswer: status == nil
        default: false
        }
    }
}
