import Foundation
import WallTime

/// Python's croniter, in a process of its own.
enum Croniter {
    /// Reads one case a line and prints how many it did per second of processor time, and its version.
    private static let script = """
        import sys, time, datetime, zoneinfo, importlib.metadata
        try:
            import croniter
        except ImportError:
            sys.exit("croniter is not installed: pip install croniter")
        zones = {}
        cases = []
        for line in sys.stdin:
            expression, zone, start = line.rstrip("\\n").split("\\t")
            zone = zones.setdefault(zone, zoneinfo.ZoneInfo(zone))
            cases.append((expression, datetime.datetime.fromtimestamp(int(start), zone)))
        begin = time.process_time()
        for expression, start in cases:
            croniter.croniter(expression, start).get_next(datetime.datetime)
        rate = int(len(cases) / (time.process_time() - begin))
        version = importlib.metadata.version("croniter")
        print(f"{rate} per second and core (croniter {version}, Python {sys.version.split()[0]})")
        """

    /// The rate as a sentence, or why there is none.
    static func rate(_ cases: [Case]) -> String {
        let process = Process()
        let (input, output) = (Pipe(), Pipe())
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["python3", "-c", script]
        process.standardInput = input
        process.standardOutput = output
        process.standardError = output
        do {
            try process.run()
            let lines = cases.map { "\($0.expression)\t\($0.zone)\t\($0.from.seconds)\n" }.joined()
            input.fileHandleForWriting.write(Data(lines.utf8))
            try input.fileHandleForWriting.close()
        } catch {
            return "not measured: \(error)"
        }
        let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        let words = text.split(separator: "\n").last.map(String.init) ?? "nothing was printed"
        return process.terminationStatus == 0 ? words : "not measured: \(words)"
    }
}
