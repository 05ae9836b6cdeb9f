import Testing

@testable import SessionMonitor

@Suite("Texts for chats")
struct ChatTextTests {
    @Test("mention nobody and link nowhere in Slack, whoever named the session")
    func slack() {
        let text = ChatText.slack("<!channel> <http://evil|scan here> a & b")
        #expect(text == "&lt;!channel&gt; &lt;http://evil|scan here&gt; a &amp; b")
    }

    @Test("are plain characters in Discord")
    func discord() {
        let text = ChatText.discord("@everyone <@1> [x](http://evil) **b** `c` ||d||", limit: 1900)
        #expect(!text.contains("@everyone") && !text.contains("<@1>") && !text.contains("[x]("))
        #expect(text.contains("\\*\\*b\\*\\*") && text.contains("\\`c\\`") && text.contains("\\|\\|d\\|\\|"))
        #expect(ChatText.discord("plain text, 100 %: fine.", limit: 1900) == "plain text, 100 %: fine.")
    }

    @Test("are cut by what Discord counts, and never within an escape or a character")
    func limit() {
        for limit in 0..<40 {
            let text = ChatText.discord("*\u{1F600}e\u{301}\\@", limit: limit)
            #expect(text.utf16.count <= limit)
            #expect(!text.hasSuffix("\\") || text.hasSuffix("\\\\"))
        }
    }
}
