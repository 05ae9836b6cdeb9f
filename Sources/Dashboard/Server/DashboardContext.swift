import Hummingbird
import NIOCore

/// What a request carries along: its channel, for the asker's address and to hang up.
struct DashboardContext: RequestContext {
    var coreContext: CoreRequestContextStorage
    let channel: any Channel

    init(source: ApplicationRequestContextSource) {
        coreContext = CoreRequestContextStorage(source: source)
        channel = source.channel
    }

    /// The address that the connection comes from; nil: a socket of this machine.
    var peer: NetworkAddress? { channel.remoteAddress?.ipAddress.flatMap { NetworkAddress($0) } }
    /// The same, as it is written.
    var address: String { channel.remoteAddress?.ipAddress ?? "local" }
}
