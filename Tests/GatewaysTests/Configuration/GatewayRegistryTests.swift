import Gateways
import Logging
import Testing

@Suite("Several gateways")
struct GatewayRegistryTests {
    private func configurations(_ names: [String]) throws -> [GatewayConfiguration] {
        try names.map { try GatewayConfiguration(name: $0, kind: .waha, url: try GatewayURL("http://h")) }
    }

    @Test("are known by their names, in the order of the settings")
    func names() throws {
        let registry = try GatewayRegistry([
            connection(.waha, FakeTransport())
        ])
        #expect(registry.names == ["main"])
        #expect(registry["main"]?.gateway.kind == .waha)
        #expect(registry["other"] == nil)
    }

    @Test("a misspelt name gets the nearest one, an unlike one the list")
    func misspelt() throws {
        let registry = GatewayRegistry([try connection(.waha, FakeTransport())])
        #expect {
            try registry.connection(named: "mian")
        } throws: {
            "\($0)".contains("did you mean 'main'?")
        }
        #expect {
            try registry.connection(named: "production-europe")
        } throws: {
            "\($0)".contains("there are main")
        }
    }

    @Test("two of one name are an error")
    func twice() async throws {
        let clients = HTTPClientPool()
        let configurations = try configurations(["a", "a"])
        #expect(throws: GatewayConfigurationError.self) {
            try GatewayRegistry(
                configurations, clients: clients, clock: ManualClock(), logger: Logger(label: "test"))
        }
        await clients.shutdown()
    }
}
