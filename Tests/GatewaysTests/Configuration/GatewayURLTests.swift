import Gateways
import Testing

@Suite("Gateway addresses")
struct GatewayURLTests {
    @Test(
        "are read into one form",
        arguments: [
            ("http://localhost:3001", "http://localhost:3001"), ("http://localhost:3001/", "http://localhost:3001"),
            ("HTTPS://Gateway.Example", "https://gateway.example:443"), (" http://a.b ", "http://a.b:80"),
            ("http://[::1]:3000/base//x/", "http://[::1]:3000/base/x"), ("http://10.0.0.1", "http://10.0.0.1:80"),
            ("unix:/run/gateway.sock", "unix:/run/gateway.sock"), ("unix:///run/g.sock", "unix:/run/g.sock"),
        ])
    func forms(text: String, expected: String) throws {
        #expect(try GatewayURL(text).description == expected)
    }

    @Test(
        "that cannot be used say what to write instead",
        arguments: [
            ("localhost:3001", "no scheme"), ("ftp://a", "ftp://"), ("http://", "host name"),
            ("http://:3001", "host name"),
            ("http://a:0", "port"), ("http://a:99999", "port"), ("http://a:x", "port"), ("http://a:-1", "port"),
            ("http://a b", "spaces"), ("http://a/?x=1", "query"), ("http://a/#x", "query"), ("http://a/../b", "path"),
            ("unix:relative.sock", "absolute path"), ("", "no scheme"), ("http://exämple", "ASCII"),
            ("http://[::1", "host name"), ("http://a_b[", "host name"), ("http://host%20name", "host name"),
        ])
    func errors(text: String, part: String) {
        #expect {
            try GatewayURL(text)
        } throws: { error in
            (error as? GatewayConfigurationError)?.message.contains(part) == true
        }
    }

    @Test("with a password are refused without repeating it")
    func password() {
        #expect {
            try GatewayURL("http://admin:hunter2@host:3000")
        } throws: { error in
            let message = String(describing: error)
            return message.contains("password") && !message.contains("hunter2") && !message.contains("admin")
        }
    }
}
