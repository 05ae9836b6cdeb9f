/// A session, with what some gateways want to know when it is started.
package struct SessionReference: Sendable, Hashable {
    /// The session's name in the gateway.
    package var id: String
    /// The workspace it belongs to in the application around the gateway (the Node service keeps it).
    package var workspace: String?
    /// The account it belongs to in the application around the gateway.
    package var account: String?

    package init(id: String, workspace: String? = nil, account: String? = nil) {
        self.id = id
        self.workspace = workspace
        self.account = account
    }
}
