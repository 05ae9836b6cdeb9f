import Foundation

/// Sweeps over one simulated gateway.
struct SweepMeasurement {
    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    let setting: Setting
    let rounds: Int

    /// The seconds that each list and each sweep took.
    func run() throws -> (lists: [Double], sweeps: [Double]) {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent(
            "denyut-benchmark-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let simulator = process(
            "gateway-simulator",
            [
                "--kind", setting.kind, "--sessions", "\(setting.sessions)", "--mix", "healthy", "--port", "0",
                "--latency",
                "\(setting.latency)", "--api-key", setting.key,
            ])
        let output = Pipe()
        simulator.standardOutput = output
        try simulator.run()
        defer { simulator.terminate() }
        let environment = [
            "DATABASE_URL": "sqlite:\(folder.path)/benchmark.sqlite", "WHATSAPP_GATEWAY": setting.kind,
            "WHATSAPP_NODEJS_URL": try address(output), "WHATSAPP_API_KEY": setting.key, "LOG_LEVEL": "error",
            "HOME": folder.path,
        ]
        _ = try denyut(["gateway-import"], environment)
        var lists: [Double] = []
        var sweeps: [Double] = []
        for _ in 0..<rounds {
            // A warning (no webhook has come yet) is exit code 1.
            let report = try denyut(["gateway-test", "--json"], environment, codes: [0, 1])
            guard let json = try JSONSerialization.jsonObject(with: report) as? [String: Any],
                let milliseconds = json["list_ms"] as? Int
            else { throw Failure(description: "gateway-test told no duration of the list") }
            lists.append(Double(milliseconds) / 1000)
            let start = DispatchTime.now()
            let checks = try denyut(["monitor-sessions", "--force", "--json"], environment)
            sweeps.append(Double(DispatchTime.now().uptimeNanoseconds - start.uptimeNanoseconds) / 1e9)
            let count = checks.count { $0 == UInt8(ascii: "\n") }
            guard count == setting.sessions else {
                throw Failure(description: "\(count) of \(setting.sessions) were checked")
            }
        }
        return (lists, sweeps)
    }

    private func process(_ program: String, _ arguments: [String]) -> Process {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: setting.binaries).appendingPathComponent(program)
        process.arguments = arguments
        return process
    }

    /// What the simulator prints when it is ready: `listening on http://127.0.0.1:3001`.
    private func address(_ output: Pipe) throws -> String {
        var line = Data()
        while let byte = try output.fileHandleForReading.read(upToCount: 1), !byte.isEmpty, byte != Data("\n".utf8) {
            line += byte
        }
        guard let address = String(decoding: line, as: UTF8.self).split(separator: " ").last else {
            throw Failure(description: "the simulator did not start")
        }
        return String(address)
    }

    private func denyut(
        _ arguments: [String], _ environment: [String: String], codes: Set<Int32> = [0]
    ) throws -> Data {
        let process = process("denyut", arguments)
        let output = Pipe()
        process.standardOutput = output
        process.environment = environment
        process.currentDirectoryURL = URL(fileURLWithPath: environment["HOME"] ?? "/")
        process.executableURL = process.executableURL?.absoluteURL
        try process.run()
        let data = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        guard codes.contains(process.terminationStatus) else {
            throw Failure(
                description: "denyut \(arguments.joined(separator: " ")) ended with \(process.terminationStatus)")
        }
        return data
    }
}
