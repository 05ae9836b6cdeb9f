import Gateways

/// Reads messages from JSON lines.
package enum MessageLines {
    /// The longest line that is read, in bytes.
    package static let lineLimit = 64 * 1024

    /// Reads one line.
    ///
    /// - Parameter number: the line's number from 1, for the error.
    /// - Returns: nil for an empty line.
    /// - Throws: `MonitorError.invalid` that names the line and what to write instead.
    package static func record(_ line: some StringProtocol, number: Int) throws(MonitorError) -> MessageRecord? {
        guard line.contains(where: { !$0.isWhitespace }) else { return nil }
        guard line.utf8.count <= lineLimit else {
            throw MonitorError(.invalid, "line \(number) has more than \(lineLimit) bytes")
        }
        let json: JSON
        do {
            json = try JSONParser.parse(Array(line.utf8))
        } catch {
            throw MonitorError(.invalid, "line \(number) is no JSON object: \(error)")
        }
        do {
            return try MessageRecord(json)
        } catch {
            throw MonitorError(.invalid, "line \(number): \(error.message)")
        }
    }
}
