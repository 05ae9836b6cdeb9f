import Foundation
import Synchronization
import Testing

/// The time of day of real processes, moved while they run: by a library that is loaded into them, and that the tests build.
final class ShiftedClock: Sendable {
    /// What a process needs in its environment to see it.
    let environment: [String: String]
    private let path: String

    private enum Library {
        case missing
        case built(String)
    }

    /// Built once for all tests of a run.
    private static let library = Mutex<Library?>(nil)

    init(_ folder: TemporaryFolder) throws {
        path = try folder.file("clock-offset")
        let library = try #require(try Self.build(), "There is no C compiler: clang comes with Swift.")
        environment = ["CLOCK_OFFSET_FILE": path, "LD_PRELOAD": library]
        set(milliseconds: 0)
    }

    /// Sets the clock that far ahead of the right time, or (below zero) behind it.
    func set(seconds: Double) {
        set(milliseconds: Int64(seconds * 1000))
    }

    private func set(milliseconds: Int64) {
        let file = open(path, O_WRONLY)
        defer { close(file) }
        var value = milliseconds.littleEndian
        // In one piece: no process sees half of it.
        pwrite(file, &value, MemoryLayout<Int64>.size, 0)
    }

    private static func build() throws -> String? {
        try library.withLock { library in
            switch library {
            case .missing: return nil
            case .built(let path): return path
            case nil: break
            }
            let source = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent(
                "ClockShim.c")
            let target = NSTemporaryDirectory() + "denyut-clock-\(getpid()).so"
            for compiler in ["clang", "cc", "gcc"] {
                let process = Process()
                process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
                process.arguments = [compiler, "-shared", "-fPIC", "-O1", "-o", target, source.path, "-ldl"]
                process.standardError = FileHandle.nullDevice
                try process.run()
                process.waitUntilExit()
                guard process.terminationStatus == 0 else { continue }
                library = .built(target)
                return target
            }
            library = .missing
            return nil
        }
    }
}
