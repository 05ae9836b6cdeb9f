import Foundation
import Testing

/// The page behind a real proxy, as docs/dashboard.md sets it up. Without nginx and curl it is left out; `bin/setup --tests` installs
/// them.
@Suite("Behind nginx", .enabled(if: ProxyPrograms.found != nil, "nginx or curl is missing: run bin/setup --tests"))
struct ProxyTests {
    private static let password = "correct horse battery staple"
    /// scrypt of the password, cheap to compute.
    private static let hash =
        "$scrypt$ln=10,r=8,p=1$000102030405060708090a0b0c0d0e0f$9a9f74cc441de571a18c4bf8580ad51f86745d14b39065ad24ad92fc05c99515"
    /// Two askers, by the addresses that they connect to the proxy from.
    private static let stranger = "127.0.0.66"
    private static let owner = "127.0.0.7"

    @Test("a stranger's flood and wrong passwords leave an operator's requests and login untouched")
    func flood() async throws {
        let programs = try #require(ProxyPrograms.found)
        let settings = """
            {"dashboard": {"trustedProxies": ["127.0.0.1"], "users": [{"name": "ani", "role": "operator", "passwordHash": "\(Self.hash)"}]}}
            """
        let installation = try Installation(settings: settings)
        let server = try installation.start("serve", "--port", "0")
        defer { server.send(SIGKILL) }
        let upstream = try await server.line(after: "Denyut is at ")
        let port = try LastingPort.find()
        let proxy = try RunningProcess(
            programs.nginx, ["-c", try Self.configuration(installation.folder, port: port, upstream: upstream)])
        defer { proxy.send(SIGKILL) }
        let url = "http://127.0.0.1:\(port)"
        func curl(from address: String, _ arguments: String...) async throws -> [String] {
            let fixed = ["-s", "-g", "--interface", address, "-o", "/dev/null", "-w", "%{http_code}\n"]
            let result = try await RunningProcess(programs.curl, fixed + arguments).end()
            return result.output.split(separator: "\n").map(String.init)
        }
        let isUp = try await eventually { try await curl(from: Self.owner, url + "/healthz") == ["200"] }
        #expect(isUp, "\(proxy.standardError)")
        func login(_ password: String, from address: String, times: Int = 1) async throws -> [String] {
            let body = #"{"user": "ani", "password": "\#(password)"}"#
            let numbers = (1...times).flatMap { ["\(url)/api/v1/session?n=\($0)", "-o", "/dev/null"] }
            let arguments =
                [
                    "-s", "--interface", address, "-w", "%{http_code}\n", "-H", "Content-Type: application/json", "-d",
                    body,
                ]
                + numbers
            let result = try await RunningProcess(programs.curl, arguments).end()
            return result.output.split(separator: "\n").map(String.init)
        }

        let jar = installation.folder.path + "/cookies"
        let body = #"{"user": "ani", "password": "\#(Self.password)"}"#
        let first = try await curl(
            from: Self.owner, "-c", jar, "-H", "Content-Type: application/json", "-d", body, url + "/api/v1/session")
        #expect(first == ["200"])

        let flood = try await RunningProcess(
            programs.curl,
            [
                "-s", "--interface", Self.stranger, "-w", "%{http_code}\n", "-o", "/dev/null",
                "\(url)/api/v1/nothing?[1-1500]",
            ]
        ).end()
        #expect(flood.output.contains("429"), "The flood is stopped.")
        #expect(try await login("wrong", from: Self.stranger, times: 40).contains("429"))

        #expect(try await curl(from: Self.owner, "-b", jar, url + "/api/v1/overview") == ["200"])
        #expect(try await login(Self.password, from: Self.owner) == ["200"])
        #expect(
            try await login(Self.password, from: Self.stranger) == ["429"], "The flood is the stranger's own affair.")
    }

    /// Says what docs/dashboard.md says, with folders of its own.
    private static func configuration(_ folder: TemporaryFolder, port: Int, upstream: String) throws -> String {
        try folder.file(
            "nginx.conf",
            """
            daemon off;
            master_process off;
            pid \(folder.path)/nginx.pid;
            error_log stderr;
            events {}
            http {
              access_log off;
              client_body_temp_path \(folder.path)/body;
              proxy_temp_path \(folder.path)/proxy;
              fastcgi_temp_path \(folder.path)/fastcgi;
              uwsgi_temp_path \(folder.path)/uwsgi;
              scgi_temp_path \(folder.path)/scgi;
              server {
                listen 127.0.0.1:\(port);
                location / {
                  proxy_pass \(upstream);
                  proxy_http_version 1.1;
                  proxy_set_header Host $http_host;
                  proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
                  proxy_buffering off;
                }
              }
            }
            """)
    }
}

/// What the test of the page behind a proxy needs.
struct ProxyPrograms: Sendable {
    let nginx: String
    let curl: String

    /// The programs of this machine; `nil` where one is missing.
    static let found: ProxyPrograms? = {
        func find(_ name: String) -> String? {
            let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":").map(String.init)
            return (folders + ["/usr/sbin", "/usr/local/sbin"]).map { $0 + "/" + name }.first {
                FileManager.default.isExecutableFile(atPath: $0)
            }
        }
        guard let nginx = find("nginx"), let curl = find("curl") else { return nil }
        return ProxyPrograms(nginx: nginx, curl: curl)
    }()
}
