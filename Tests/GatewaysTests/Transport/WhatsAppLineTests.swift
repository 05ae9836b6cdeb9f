import Gateways
import NIOCore
import NIOPosix
import Testing
import WallTime

@Suite("A look at WhatsApp's hosts")
struct WhatsAppLineTests {
    @Test("succeeds where one of them takes a connection")
    func reachable() async throws {
        let server = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .bind(host: "127.0.0.1", port: 0).get()
        let port = try #require(server.localAddress?.port)
        let line = WhatsAppLine(hosts: ["host.invalid", "127.0.0.1"], port: port, limit: .seconds(60))
        #expect(await line.isReachable())
        try await server.close().get()
        #expect(await WhatsAppLine(hosts: ["127.0.0.1"], port: port, limit: .seconds(60)).isReachable() == false)
    }

    @Test("fails where nothing answers, and ends by its limit")
    func unreachable() async {
        // 192.0.2.0/24 is for documentation (RFC 5737): nobody is there.
        #expect(await WhatsAppLine(hosts: ["192.0.2.1"], limit: .milliseconds(100)).isReachable() == false)
        #expect(await WhatsAppLine(hosts: [], limit: .seconds(60)).isReachable() == false)
    }
}
