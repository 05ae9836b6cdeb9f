import Foundation
import Testing

/// What the content security policy forbids must not be tried, and what it cannot see must not be done.
@Suite("The page cannot run what others wrote")
struct PageSafetyTests {
    @Test(
        "no module turns text into markup or code",
        arguments: [
            "innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "createContextualFragment", "DOMParser",
            "eval(", "new Function", "setAttribute(\"style\"", "setHTML", "srcdoc",
        ])
    func noMarkupFromText(name: String) throws {
        for (path, text) in try AssetFiles.texts(ending: ".js") {
            #expect(!text.contains(name), "\(path)")
        }
    }

    @Test("the document holds no inline script, style or handler")
    func noInlineCode() throws {
        let document = try #require(try AssetFiles.texts(ending: "index.html")["index.html"])
        #expect(!document.contains("<style"))
        #expect(!document.contains("style="))
        #expect(document.firstMatch(of: /\son[a-z]+=/) == nil)
        #expect(
            document.matches(of: /<script/).count == document.matches(of: /<script[^>]* src="[^"]+"><\/script>/).count)
    }

    @Test("nothing is loaded from elsewhere")
    func nothingFromElsewhere() throws {
        for suffix in [".html", ".css", ".js", ".svg"] {
            for (path, text) in try AssetFiles.texts(ending: suffix) {
                for match in text.matches(of: /https?:\/\/[^\s"'`)]+/) {
                    #expect(match.output == "http://www.w3.org/2000/svg", "\(path)")
                }
            }
        }
    }

    @Test("every imported module is there")
    func importsResolve() throws {
        let modules = try PageModules.read()
        for (path, imports) in modules.imports {
            for target in imports { #expect(modules.imports[target] != nil, "\(path): \(target)") }
        }
    }

    @Test("what the document asks for is there")
    func documentResolves() throws {
        let files = try AssetFiles.read()
        let document = try #require(try AssetFiles.texts(ending: "index.html")["index.html"])
        for match in document.matches(of: /(?:href|src)="\/assets\/([^"]+)"/) {
            #expect(files[String(match.output.1)] != nil, "\(match.output.1)")
        }
    }
}
