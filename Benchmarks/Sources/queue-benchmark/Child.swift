import Foundation

/// A process that was started for a part of a measurement.
struct Child {
    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    private let process = Process()
    private let output = Pipe()
    private let name: String

    /// Starts a program that lies beside this one.
    init(_ program: String, _ arguments: [String]) throws {
        name = program
        let folder = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent()
        process.executableURL = folder.appendingPathComponent(program)
        process.arguments = arguments
        process.standardOutput = output
        try process.run()
    }

    var facts: ProcessFacts { ProcessFacts(processID: process.processIdentifier) }

    /// Reads one line, as the process prints it.
    func line() -> String {
        var line = Data()
        while let byte = try? output.fileHandleForReading.read(upToCount: 1), byte != Data("\n".utf8), !byte.isEmpty {
            line += byte
        }
        return String(decoding: line, as: UTF8.self)
    }

    /// Waits for its end and answers what it printed since.
    func finish() throws -> String {
        let data = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else {
            throw Failure(description: "\(name) ended with \(process.terminationStatus)")
        }
        return String(decoding: data, as: UTF8.self)
    }

    /// Runs a program to its end and answers the one number that it prints.
    static func number(_ program: String, _ arguments: [String]) throws -> Double {
        let text = try Child(program, arguments).finish()
        guard let number = Double(text.trimmingCharacters(in: .whitespacesAndNewlines)) else {
            throw Failure(description: "\(program) printed no number: \(text)")
        }
        return number
    }
}
