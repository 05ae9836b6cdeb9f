import Foundation
import Gateways
import SessionHealth
import SessionMonitor

/// Reads a file of accounts.
enum AccountFile {
    private static let keys = ["gateway", "session", "phone", "label", "workspace", "status", "language"]
    /// The largest file that is read: 64 MiB.
    private static let limit = 64 << 20

    /// Reads the accounts of a JSON file, or of standard input (`-`).
    ///
    /// - Throws: `SettingsError` that names the place and the cure.
    static func read(_ path: String) throws -> [NewAccount] {
        let data =
            path == "-" ? FileHandle.standardInput.readDataToEndOfFile() : FileManager.default.contents(atPath: path)
        guard let data else { throw SettingsError("The file \(path) cannot be read.") }
        guard data.count <= limit else {
            throw SettingsError("The file \(path) is larger than 64 MiB; import it in parts.")
        }
        let json: JSON
        do {
            json = try JSONParser.parse(data)
        } catch {
            throw SettingsError("\(path): not valid JSON: \(error)")
        }
        guard let items = json.array else {
            throw SettingsError("\(path): must be an array of accounts: [{\"session\": \"…\"}, …]")
        }
        return try items.enumerated().map { index, item in try account(item, place: "\(path): account \(index + 1)") }
    }

    private static func account(_ item: JSON, place: String) throws -> NewAccount {
        let unknown = SettingsReader.unknownKeys(of: item, at: place, known: keys)
        guard unknown.isEmpty else { throw SettingsError(unknown) }
        guard let session = item["session"].text else { throw SettingsError("\(place): needs a \"session\"") }
        return NewAccount(
            gateway: item["gateway"].text ?? "default", session: session, phone: item["phone"].text,
            label: item["label"].text, workspace: item["workspace"].text,
            status: try status(item["status"].string, of: place), language: item["language"].string)
    }

    /// Reads a status.
    static func status(_ text: String?, of place: String) throws -> SessionStatus? {
        guard let text else { return nil }
        guard let status = SessionStatus(rawValue: text) else {
            throw SettingsError(
                "\(place): there is no status \"\(text.prefix(40))\"; the statuses are \(SessionStatus.allCases.map(\.rawValue).joined(separator: ", "))"
            )
        }
        return status
    }
}

/// Who uses the program, for the audit.
enum Person {
    static var name: String {
        ProcessInfo.processInfo.environment["SUDO_USER"] ?? ProcessInfo.processInfo.environment["USER"] ?? "cli"
    }
}
