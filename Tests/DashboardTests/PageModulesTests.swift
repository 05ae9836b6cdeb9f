import Foundation
import Testing

@Suite("The page's modules stand in layers")
struct PageModulesTests {
    @Test("no module of the page imports itself by way of others")
    func noCircles() throws {
        let modules = try PageModules.read()
        #expect(modules.imports["app/main.js"]?.contains("app/routes.js") == true)
        #expect(modules.circular.sorted() == [])
    }

    @Test(
        "a folder of the page imports only what lies below it",
        arguments: [
            ("app/i18n/", []),
            ("app/core/", ["app/core/", "app/i18n/"]),
            ("app/qr/", ["app/core/", "app/qr/"]),
            ("app/parts/", ["app/core/", "app/parts/"]),
            ("app/charts/", ["app/core/", "app/parts/", "app/charts/"]),
            ("app/actions/", ["app/core/", "app/qr/", "app/parts/", "app/actions/"]),
            ("app/pages/", ["app/core/", "app/qr/", "app/parts/", "app/charts/", "app/actions/", "app/pages/"]),
        ] as [(String, [String])])
    func layers(folder: String, below: [String]) throws {
        let modules = try PageModules.read().imports.filter { $0.key.hasPrefix(folder) }
        #expect(!modules.isEmpty)
        for (path, imports) in modules {
            for target in imports { #expect(below.contains { target.hasPrefix($0) }, "\(path): \(target)") }
        }
    }

    @Test("a circle is found however many modules it has, and those beside it are not blamed")
    func circlesAreFound() {
        #expect(PageModules(["a": ["b"], "b": ["c"], "c": []]).circular == [])
        #expect(PageModules(["a": ["a"]]).circular == ["a"])
        #expect(PageModules(["a": ["b"], "b": ["a"], "c": ["a"], "d": []]).circular == ["a", "b"])
        let three = PageModules(["a": ["b"], "b": ["c"], "c": ["d", "e"], "d": ["b"], "e": []])
        #expect(three.circular == ["b", "c", "d"])
        #expect(PageModules(["a": ["gone"]]).circular == [])
    }
}
