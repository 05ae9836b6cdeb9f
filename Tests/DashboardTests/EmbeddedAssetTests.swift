import Dashboard
import Foundation
import Testing

@Suite("The page's files in the binary")
struct EmbeddedAssetTests {
    @Test("every file is in the table, and nothing else (else run bin/embed-assets)")
    func tableIsComplete() throws {
        #expect(EmbeddedAsset.all.map(\.path).sorted() == (try AssetFiles.read().keys.sorted()))
    }

    @Test("a file in the binary is the file in the repository")
    func bytesAreTheFiles() throws {
        let files = try AssetFiles.read()
        for asset in EmbeddedAsset.all {
            #expect(Data(asset.bytes) == files[asset.path], "\(asset.path)")
        }
    }

    @Test(
        "a file is served as what it is",
        arguments: [
            ("index.html", "text/html; charset=utf-8"), ("app/main.js", "text/javascript; charset=utf-8"),
            ("css/base.css", "text/css; charset=utf-8"), ("favicon.svg", "image/svg+xml"),
        ])
    func contentTypes(path: String, contentType: String) throws {
        #expect(try #require(EmbeddedAsset.all.first { $0.path == path }).contentType == contentType)
    }
}
