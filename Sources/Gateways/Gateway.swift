//  Gateways: what Denyut knows of WhatsApp gateways, and how it speaks to them.
//
//  A gateway is a program that holds WhatsApp sessions (a Node service, WAHA, Evolution API, …). This module asks it how
//  it and its sessions are doing, restarts a session softly, replaces a login where somebody decided that, and reads its
//  webhooks. Each kind of gateway is one small file behind the `Gateway` protocol.
//
//  Imports WallTime, SessionHealth (for `SessionStatus`), AsyncHTTPClient with NIO, Crypto and Logging. It never decides:
//  what a status means for a session's health, and whether anything should be done about it, is judged elsewhere. It
//  never touches the database. Everything a gateway answers is taken as hostile: bounded in size, depth and time, and an
//  answer that is not understood is an error or `unknown`, never "not found".

/// What can be asked of a gateway. Nothing here changes anything in it.
///
/// What changes a session is in `SoftRecovery` and `DestructiveRecovery`, so that code that was given a `Gateway` cannot
/// restart a session, and code that was given a `SoftRecovery` cannot log one out.
package protocol Gateway: Sendable {
    /// The gateway's name in the settings, as people know it.
    var name: String { get }
    /// What kind of gateway it is.
    var kind: GatewayKind { get }
    /// What this kind can and cannot do, for the gates and the ladder to read.
    var capabilities: GatewayCapabilities { get }

    /// Asks the gateway how it is doing itself.
    func probe() async throws(GatewayError) -> GatewayProbe

    /// The state of all sessions the gateway tells of.
    ///
    /// One request where the kind has a list with statuses; else one per session, with no more in flight at once than the
    /// limits allow.
    ///
    /// - Parameter known: names of sessions that we know of. Kinds without a list ask for these; the others ignore them.
    func sessions(known: [String]) async throws(GatewayError) -> SessionList

    /// The state of one session.
    ///
    /// The live question: one request for a session that is connected, whatever the kind; for one that is not up to two more
    /// that tell why. Where `capabilities.confirmsAlone` holds, its "connected" is worth more than the list's.
    func session(_ id: String) async throws(GatewayError) -> SessionLookup

    /// Looks whether the session's browser page or socket is really alive, where the kind has a way to.
    ///
    /// - Throws: `GatewayError` with code `unsupported` where it has none (`capabilities.deepProbe`).
    func deepProbe(_ id: String) async throws(GatewayError) -> DeepProbeAnswer

    /// The QR code that the session waits with, if it does.
    ///
    /// Asking makes a new one only where `capabilities.qrOnDemand` says so.
    func qrCode(_ id: String) async throws(GatewayError) -> QRCodeAnswer

    /// Where a session's webhooks go by its own settings; nil where this kind does not tell. What is set for the gateway as a
    /// whole is not in it.
    func webhookSettings(_ id: String) async throws(GatewayError) -> [WebhookSetting]?
}

extension Gateway {
    package func webhookSettings(_ id: String) async throws(GatewayError) -> [WebhookSetting]? { nil }

    /// The state of all sessions the gateway tells of, for kinds that have a list.
    package func sessions() async throws(GatewayError) -> SessionList {
        try await sessions(known: [])
    }
}
