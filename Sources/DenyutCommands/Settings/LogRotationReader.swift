import Foundation
import Gateways

/// Reads when the log file is turned over: `log.maxSize` (`LOG_MAX_SIZE`) and `log.keep` (`LOG_KEEP`).
struct LogRotationReader {
    /// What a size may be: less than a few lines would turn it over all the time.
    private static let sizes: ClosedRange<Int64> = 65_536...(1 << 50)
    private static let keeps = 1...1000
    private static let units: [(suffix: String, factor: Int64)] = [
        ("KB", 1 << 10), ("MB", 1 << 20), ("GB", 1 << 30), ("K", 1 << 10), ("M", 1 << 20), ("G", 1 << 30), ("", 1),
    ]

    private let environment: [String: String]
    private(set) var problems: [String] = []
    private(set) var inForce: [SettingInForce] = []

    init(environment: [String: String]) {
        self.environment = environment
    }

    /// The rotation that is asked for; `nil`: none.
    mutating func read(_ section: JSON, source: SettingSource) -> LogFile.Rotation? {
        let size = value("LOG_MAX_SIZE", section["maxSize"], source)
        let keep = value("LOG_KEEP", section["keep"], source)
        inForce.append(
            SettingInForce(
                name: "log.maxSize", value: size?.text ?? "(no limit)", source: size?.source ?? .builtIn))
        inForce.append(SettingInForce(name: "log.keep", value: keep?.text ?? "5", source: keep?.source ?? .builtIn))
        let count = keep.map { Int($0.text) } ?? 5
        guard let count, Self.keeps.contains(count) else {
            problems.append(
                "\(keep?.source ?? .builtIn): log.keep must be a whole number from 1 to 1000, such as 5")
            return nil
        }
        guard let size else { return nil }
        guard let bytes = Self.bytes(size.text), Self.sizes.contains(bytes) else {
            problems.append(
                "\(size.source): log.maxSize must be a size of at least 64KB, such as 100MB, not \"\(size.text.prefix(40))\""
            )
            return nil
        }
        return LogFile.Rotation(maxSize: bytes, keep: count)
    }

    /// A number of bytes, or one with KB, MB or GB.
    static func bytes(_ text: String) -> Int64? {
        let text = text.trimmingCharacters(in: .whitespaces).uppercased()
        for (suffix, factor) in units where text.hasSuffix(suffix) {
            let digits = text.dropLast(suffix.count).trimmingCharacters(in: .whitespaces)
            guard let number = Int64(digits), number >= 0 else { return nil }
            let (product, overflow) = number.multipliedReportingOverflow(by: factor)
            return overflow ? nil : product
        }
        return nil
    }

    private func value(
        _ variable: String, _ json: JSON, _ source: SettingSource
    ) -> (text: String, source: SettingSource)? {
        if let text = environment[variable], !text.isEmpty { return (text, .environment(variable)) }
        guard !json.isNull else { return nil }
        return (json.string ?? json.int.map { String($0) } ?? "?", source)
    }
}
