/// An account by number, with the place where its session is.
package struct AccountReference: Sendable, Hashable {
    package var id: Int64
    package var gateway: String
    package var session: String

    package init(id: Int64, gateway: String, session: String) {
        self.id = id
        self.gateway = gateway
        self.session = session
    }
}
