//  EndToEndTests: the real programs, started as people start them, against real files and a real (simulated) gateway.

import Foundation

/// Where the programs under test are.
enum Binaries {
    /// The folder that the test bundle was built into, which holds the programs as well.
    /// `DENYUT_BINARIES` names another, such as `.build/release` where speed is measured.
    static let folder: String = {
        if let named = ProcessInfo.processInfo.environment["DENYUT_BINARIES"] { return named }
        let bundle = CommandLine.arguments.first { $0.hasSuffix(".xctest") }
        if let bundle { return (bundle as NSString).deletingLastPathComponent }
        var folder = URL(fileURLWithPath: #filePath)
        for _ in 0..<4 { folder.deleteLastPathComponent() }
        return folder.appendingPathComponent(".build/debug").path
    }()

    static func path(_ name: String) -> String { folder + "/" + name }
}
