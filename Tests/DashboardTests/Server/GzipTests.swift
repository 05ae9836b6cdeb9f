import Foundation
import SeededRandom
import Testing

@testable import Dashboard

@Suite("Compression")
struct GzipTests {
    @Test("gunzip gives back what was compressed", arguments: [0, 1, 2, 3, 257, 258, 259, 40_000, 200_000])
    func roundTrip(count: Int) throws {
        var generator = SeededGenerator(seed: UInt64(count))
        // Words from a small set, so that there are matches of every length and distance.
        var bytes: [UInt8] = []
        while bytes.count < count {
            let word = [UInt8](
                repeating: UInt8.random(in: 0...255, using: &generator),
                count: Int.random(in: 1...40, using: &generator))
            bytes +=
                Bool.random(using: &generator) ? word : Array(bytes.suffix(Int.random(in: 1...600, using: &generator)))
        }
        bytes = Array(bytes.prefix(count))
        let file = FileManager.default.temporaryDirectory.appendingPathComponent("denyut-\(UUID().uuidString).gz")
        defer { try? FileManager.default.removeItem(at: file) }
        try Data(Gzip.compress(bytes)).write(to: file)
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/bin/gzip")
        process.arguments = ["-dc", file.path]
        let pipe = Pipe()
        process.standardOutput = pipe
        try process.run()
        let output = pipe.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        #expect(process.terminationStatus == 0)
        #expect(Array(output) == bytes)
    }
}
