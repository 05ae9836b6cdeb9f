import Gateways

/// Writes Prometheus' text format.
struct PrometheusText {
    private(set) var text = ""

    /// Adds a gauge; without samples it is left out.
    mutating func gauge(_ name: String, _ help: String, _ samples: [([String: String], Double)]) {
        add("gauge", name, help, samples)
    }

    /// Adds a counter, which only grows while what it counts lives; its name ends in `_total`. Without samples it is left out.
    mutating func counter(_ name: String, _ help: String, _ samples: [([String: String], Double)]) {
        add("counter", name, help, samples)
    }

    private mutating func add(
        _ type: String, _ name: String, _ help: String, _ samples: [([String: String], Double)]
    ) {
        guard !samples.isEmpty else { return }
        text += "# HELP \(name) \(help)\n# TYPE \(name) \(type)\n"
        for (labels, value) in samples {
            let pairs = labels.sorted { $0.key < $1.key }.map { "\($0.key)=\"\(Self.escaped($0.value))\"" }
            let number = value == value.rounded() && abs(value) < 1e15 ? String(Int64(value)) : String(value)
            text += name + (pairs.isEmpty ? "" : "{\(pairs.joined(separator: ","))}") + " \(number)\n"
        }
    }

    /// A label's value: names of queues are anybody's, and must not add a line of their own.
    private static func escaped(_ value: String) -> String {
        printable(value, limit: 100).replacing("\\", with: "\\\\").replacing("\"", with: "\\\"").replacing(
            "\n", with: "\\n")
    }
}
