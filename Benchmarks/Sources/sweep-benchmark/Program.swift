import ArgumentParser
import Foundation

/// A program that was started.
final class Program {
    private let process = Process()
    private let output = Pipe()
    private let name: String

    init(_ path: String, _ arguments: [String], environment: [String: String] = [:]) throws {
        name = ([path] + arguments).joined(separator: " ")
        process.executableURL = URL(fileURLWithPath: path)
        process.arguments = arguments
        process.environment = environment.merging(["PATH": "/usr/bin:/bin", "HOME": "/nonexistent"]) { own, _ in own }
        process.standardOutput = output
        process.standardInput = FileHandle.nullDevice
        try process.run()
    }

    /// Waits for a line that it prints.
    func line(beginningWith prefix: String) throws -> String {
        var text = ""
        while true {
            // What there is; reading a number of bytes would wait for all of them.
            let data = output.fileHandleForReading.availableData
            if data.isEmpty { break }
            text += String(decoding: data, as: UTF8.self)
            if let line = text.split(separator: "\n").first(where: { $0.hasPrefix(prefix) }) { return String(line) }
        }
        throw ValidationError("\(name) ended without a word: \(text)")
    }

    /// Waits for its end.
    ///
    /// - Returns: the most memory that it had, in bytes.
    @discardableResult
    func finish() throws -> Int {
        var peak = 0
        output.fileHandleForReading.readabilityHandler = { _ = $0.availableData }
        while process.isRunning {
            peak = max(peak, peakMemory())
            Thread.sleep(forTimeInterval: 0.05)
        }
        output.fileHandleForReading.readabilityHandler = nil
        guard process.terminationStatus == 0 else {
            throw ValidationError("\(name) ended with exit code \(process.terminationStatus)")
        }
        return peak
    }

    func kill() {
        process.terminate()
        process.waitUntilExit()
    }

    private func peakMemory() -> Int {
        let path = "/proc/\(process.processIdentifier)/status"
        let text = (try? String(contentsOfFile: path, encoding: .utf8)) ?? ""
        for line in text.split(separator: "\n") where line.hasPrefix("VmHWM:") {
            return (line.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0) * 1024
        }
        return 0
    }
}
