import HTTPTypes
import Testing

@testable import Dashboard

@Suite("Who asks")
struct AskerTests {
    @Test(
        "is read from the last entry that no proxy of ours wrote",
        arguments: [
            (["203.0.113.9"], "203.0.113.9"), (["1.1.1.1, 203.0.113.9"], "203.0.113.9"),
            (["1.1.1.1", "203.0.113.9, 10.1.2.3"], "203.0.113.9"), (["203.0.113.9:4711"], "203.0.113.9"),
            (["[2001:db8:1:2:3:4:5:6]:443"], "2001:db8:1:2:9::1"), (["\"2001:db8:1:2::1\""], "2001:db8:1:2:9::1"),
            // What cannot be read is the proxy's.
            (["unknown"], "127.0.0.1"), (["203.0.113.9, _hidden"], "127.0.0.1"), ([""], "127.0.0.1"),
            (["10.0.0.1, 10.0.0.2"], "10.0.0.1"), ([], "127.0.0.1"),
            ([String(repeating: "1.1.1.1, ", count: 1000) + "203.0.113.9"], "127.0.0.1"),
        ])
    func forwardedFor(values: [String], asker: String) throws {
        let proxies = ["127.0.0.1", "10.0.0.0/8"].compactMap { AddressRange($0) }
        let trust = ProxyTrust(proxies: proxies, header: .forwardedFor)
        var headers = HTTPFields()
        let name = try #require(HTTPField.Name("X-Forwarded-For"))
        headers[values: name] = values
        let found = trust.asker(headers, peer: NetworkAddress("127.0.0.1"))
        #expect(found?.asker == NetworkAddress(asker)?.asker)
        // Who is no proxy says nothing about who asks.
        let stranger = try #require(NetworkAddress("198.51.100.1"))
        #expect(trust.asker(headers, peer: stranger) == stranger)
        #expect(ProxyTrust(proxies: [], header: .forwardedFor).asker(headers, peer: stranger) == stranger)
    }

    @Test(
        "is read from RFC 7239's header where that is set",
        arguments: [
            ("for=203.0.113.9", "203.0.113.9"),
            ("for=1.1.1.1, For=\"203.0.113.9:80\";proto=https;by=10.0.0.1", "203.0.113.9"),
            ("proto=https; for=\"[2001:db8:1:2::5]:4711\"", "2001:db8:1:2::"), ("for=_secret", "127.0.0.1"),
            ("by=1.1.1.1", "127.0.0.1"),
        ])
    func forwarded(value: String, asker: String) throws {
        let trust = ProxyTrust(proxies: [AddressRange("127.0.0.1")].compactMap(\.self), header: .forwarded)
        var headers = HTTPFields()
        headers[try #require(HTTPField.Name("Forwarded"))] = value
        headers[try #require(HTTPField.Name("X-Forwarded-For"))] = "198.51.100.99"
        let found = trust.asker(headers, peer: NetworkAddress("127.0.0.1"))
        #expect(found?.asker == NetworkAddress(asker)?.asker)
    }

    @Test("is counted by address in version 4, by /64 in version 6, where one machine has as many as it likes")
    func counting() {
        #expect(NetworkAddress("192.0.2.1")?.asker == "192.0.2.1")
        #expect(NetworkAddress("::ffff:192.0.2.1")?.asker == "192.0.2.1")
        #expect(NetworkAddress("2001:db8:1:2::1")?.asker == NetworkAddress("2001:db8:1:2:ffff::9")?.asker)
        #expect(NetworkAddress("2001:db8:1:2::1")?.asker != NetworkAddress("2001:db8:1:3::1")?.asker)
        #expect(NetworkAddress("2001:db8:1:2::1")?.network == NetworkAddress("2001:db8:1:3::1")?.network)
        #expect(NetworkAddress("fe80::1%eth0") == NetworkAddress("fe80::1"))
        for text in ["", "localhost", "1.2.3", "1.2.3.4.5", "::g", "[::1", "1.2.3.4:x", "1.2.3.4:123456"] {
            #expect(NetworkAddress(text) == nil, "\(text)")
        }
    }

    @Test("ranges hold what their bits say")
    func ranges() throws {
        for (range, inside, outside) in [
            ("10.0.0.0/8", "10.255.0.1", "11.0.0.1"), ("192.0.2.128/25", "192.0.2.200", "192.0.2.1"),
            ("192.0.2.1", "192.0.2.1", "192.0.2.2"), ("2001:db8::/33", "2001:db8:7fff::1", "2001:db8:8000::1"),
        ] {
            let range = try #require(AddressRange(range))
            #expect(try range.contains(#require(NetworkAddress(inside))))
            #expect(try !range.contains(#require(NetworkAddress(outside))))
        }
        #expect(try #require(AddressRange("0.0.0.0/0")).contains(#require(NetworkAddress("203.0.113.9"))))
        #expect(try !#require(AddressRange("0.0.0.0/0")).contains(#require(NetworkAddress("2001:db8::1"))))
        for text in ["", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/x", "::/129", "localhost", "/8"] {
            #expect(AddressRange(text) == nil, "\(text)")
        }
    }
}
