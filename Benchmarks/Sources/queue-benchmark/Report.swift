import Foundation

/// Prints figures: a JSON line each as they come, a table at the end.
struct Report {
    private var figures: [Figure] = []
    private let encoder = JSONEncoder()

    init() {
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    }

    mutating func add(_ figure: Figure, environment: [String: String]) throws {
        var figure = figure
        figure.detail.merge(environment) { own, _ in own }
        figures.append(figure)
        print(String(decoding: try encoder.encode(figure), as: UTF8.self))
        fflush(nil)
    }

    func printTable() {
        print()
        print(row("figure", "median", "min", "max", "C", "ratio"))
        for figure in figures {
            let digits = figure.median < 100 ? 2 : 0
            func text(_ value: Double) -> String { String(format: "%.\(digits)f", value) }
            print(
                row(
                    "\(figure.name), \(figure.unit)", text(figure.median), text(figure.values.min() ?? 0),
                    text(figure.values.max() ?? 0), figure.limitMedian.map(text) ?? "",
                    figure.limitMedian.map { String(format: "%.2f", figure.median / $0) } ?? ""))
        }
    }

    private func row(_ name: String, _ cells: String...) -> String {
        // 80 columns in all.
        let left = name + String(repeating: " ", count: max(0, 39 - name.count))
        return left + cells.map { String(repeating: " ", count: max(1, 8 - $0.count)) + $0 }.joined()
    }
}
