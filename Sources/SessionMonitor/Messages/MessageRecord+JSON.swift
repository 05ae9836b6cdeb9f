package import Gateways
import SessionHealth
import WallTime

extension MessageRecord {
    /// Reads one object as `message-record` and `POST /api/v1/messages` take it.
    ///
    /// - Parameter gateway: the gateway where the object names none.
    /// - Throws: `MonitorError.invalid` that names the member at fault.
    package init(_ json: JSON, gateway: String? = nil) throws(MonitorError) {
        guard json.isObject else { throw MonitorError(.invalid, "a message must be a JSON object") }
        func text(_ name: String, _ limit: Int) throws(MonitorError) -> String {
            guard let text = json[name].text, (1...limit).contains(text.unicodeScalars.count), text.isPrintable else {
                throw MonitorError(.invalid, "\"\(name)\" is missing, or no text of 1 to \(limit) characters")
            }
            return text
        }
        guard let direction = json["direction"].string.flatMap(Direction.init(rawValue:)) else {
            throw MonitorError(.invalid, "\"direction\" must be \"in\" or \"out\"")
        }
        let acknowledgement = try Self.acknowledgement(json["ack"])
        var status: Status?
        if !json["status"].isNull {
            status = json["status"].string.flatMap(Status.init(rawValue:))
            guard status != nil else {
                throw MonitorError(
                    .invalid,
                    "\"status\" must be one of \(Status.allCases.map(\.rawValue).joined(separator: ", "))")
            }
        }
        guard let at = json["at"].timestamp else {
            throw MonitorError(
                .invalid, "\"at\" must be a time: ISO 8601 as in 2026-05-01T08:30:00Z, or milliseconds since 1970")
        }
        let source: String
        if json["gateway"].isNull, let gateway { source = gateway } else { source = try text("gateway", 64) }
        self.init(
            gateway: source,
            session: try text("session", 200), message: try text("message", 200), direction: direction,
            status: status, acknowledgement: acknowledgement, error: json["error"].text, at: at)
    }

    private static func acknowledgement(_ json: JSON) throws(MonitorError) -> Acknowledgement? {
        guard !json.isNull else { return nil }
        guard let level = json.int, let acknowledgement = Acknowledgement(rawValue: level) else {
            throw MonitorError(
                .invalid, "\"ack\" must be -1 (error), 0 (pending), 1 (server), 2 (device), 3 (read) or 4 (played)")
        }
        return acknowledgement
    }
}
