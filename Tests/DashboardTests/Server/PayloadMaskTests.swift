import Gateways
import Testing

@testable import Dashboard

@Suite("What of a payload nobody is shown")
struct PayloadMaskTests {
    private let mask = PayloadMask(fields: PayloadMask.defaultFields)

    @Test(
        "is a value under one of the names, wherever it stands and however the name is written",
        arguments: [
            #"{"password": "geheim"}"#, #"{"Password": {"deep": ["geheim"]}}"#, #"{"a": [{"api-key": "geheim"}]}"#,
            #"{"apiKey": "geheim"}"#, #"{"API_KEY": "geheim"}"#, #"{"access_token": "geheim"}"#,
            #"{"accesstoken": "geheim"}"#, #"{"x-auth-token": "geheim"}"#, #"{"clientSecret": "geheim"}"#,
            #"{"user_passwd": "geheim"}"#, #"{"qr": "geheim"}"#, #"{"lastQr": "geheim"}"#, #"{"qr_code": "geheim"}"#,
            // Pairs.
            #"[["Authorization", "geheim"]]"#, #"{"headers": ["X-Api-Key", "geheim"]}"#,
            #"{"headers": [{"name": "Authorization", "value": "geheim"}]}"#,
            #"{"headers": ["Authorization: geheim"]}"#, #"["Authorization: Bearer geheim-lang"]"#,
            // JSON in a text, also in a text in a text.
            #"{"body": "{\"password\": \"geheim\"}"}"#, #"{"body": "[{\"a\": \"{\\\"token\\\": \\\"geheim\\\"}\"}]"}"#,
            #"{"body": "{\"password\": \"geheim\", broken"}"#,
            // Addresses and command lines.
            #"{"url": "https://example.com/x?token=geheim&y=1"}"#, #"{"url": "https://u:geheim@example.com/"}"#,
            #"{"url": "https://example.com/?redirect=%2F%3Faccess_token%3Dgeheim"}"#,
            #"{"command": ["curl", "--token", "geheim"]}"#, #"{"command": ["curl", "--token=geheim"]}"#,
            #"{"command": "deploy --password geheim --fast"}"#, #"{"command": "PASSWORD=geheim deploy"}"#,
            #"{"command": "deploy --password 'geheim und lang'"}"#,
            #"{"command": "curl -H 'Authorization: Bearer geheim-lang' https://example.com"}"#,
            #"{"text": "Bearer geheim-lang"}"#,
            // What cannot be taken apart.
            #"password=geheim"#, #"{"password": "geheim""#,
            #"{"password": "geheim", "a": "#
                + String(repeating: "[", count: 70) + String(repeating: "]", count: 70) + "}",
        ])
    func hides(payload: String) {
        let (shown, isHidden) = mask.mask(payload)
        let text = String(decoding: shown.bytes, as: UTF8.self)
        #expect(isHidden)
        #expect(!text.contains("geheim"), "\(text)")
        #expect(!text.contains("lang'"), "\(text)")
    }

    @Test(
        "is nothing else",
        arguments: [
            #"{"account": 7, "session": "shop", "note": "square root"}"#, #"{"sqrt": "2", "plan": "basic plan"}"#,
            #"{"url": "https://example.com/?page=2"}"#, #"{"command": ["make", "-j", "2"]}"#, "[]", "7", #""text""#,
            #"{"body": "{\"page\": 2}"}"#, #"{"time": "12:30", "words": "a: b = c"}"#,
        ])
    func shows(payload: String) throws {
        let (shown, isHidden) = mask.mask(payload)
        #expect(!isHidden)
        #expect(try shown == JSONParser.parse(payload.utf8))
    }

    @Test("is what the settings name")
    func settings() {
        let mask = PayloadMask(fields: ["Kode-Rahasia", "pin"])
        #expect(mask.isHidden("kodeRahasia") && mask.isHidden("my_kode_rahasia_2") && mask.isHidden("userPin"))
        #expect(!mask.isHidden("password") && !mask.isHidden("pinned"))
        #expect(PayloadMask(fields: []).mask(#"{"password": "x"}"#).isHidden == false)
    }

    @Test("is blanked in a payload of a megabyte as well")
    func large() {
        let filler = String(repeating: "wort und mehr, ", count: 60_000)
        let (shown, _) = mask.mask(#"{"text": "\#(filler)", "more": "\#(filler) token=geheim"}"#)
        #expect(!String(decoding: shown.bytes, as: UTF8.self).contains("geheim"))
    }
}
