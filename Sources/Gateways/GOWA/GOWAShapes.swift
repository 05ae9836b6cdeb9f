import SessionHealth
import WallTime

/// The shapes of GOWA's answers: `{code, message, results}`.
enum GOWAShapes {
    /// A device as its list has it.
    struct Device {
        var observation: SessionObservation
        /// Whether the list has the record of its login (`jid`): GOWA keeps it while the device is linked, and clears it at a
        /// real logout. Nil where the list has no such field.
        var isLinked: Bool?
    }

    /// What one device's socket says now (`GetStatus` in its `usecase/device.go`).
    struct Flags {
        var isConnected: Bool
        /// Authenticated on this socket. False says nothing of the login: it is false as long as a linked device has not
        /// connected since the process started.
        var isLoggedIn: Bool
    }

    /// The normal status for the word in its list. `connected` there means that the socket is up, and nobody is logged in: a
    /// device without a login waits for its scan then, one with a login is about to log in.
    static func status(_ word: String?, isLinked: Bool?) -> SessionStatus {
        switch word?.lowercased() {
        case "logged_in": .connected
        case "connected": isLinked == true ? .connecting : .qrScanning
        case "connecting": .connecting
        case "disconnected": .disconnected
        default: .unknown
        }
    }

    /// An item of its list.
    static func device(_ json: JSON) -> Device? {
        guard let id = json["id"].sessionName else { return nil }
        let word = json["state"].string ?? ""
        let jid = json["jid"].string
        let isLinked = json.has("jid") ? jid?.isEmpty == false : nil
        let phone = [json["phone_number"].text, jid].lazy.compactMap { $0.flatMap(phoneDigits) }.first
        return Device(
            observation: SessionObservation(
                id: id, status: status(word, isLinked: isLinked), rawStatus: word, phone: phone,
                login: isLinked.map { $0 ? .kept : .cleared }, name: json["display_name"].string),
            isLinked: isLinked)
    }

    /// The two flags of one device; nil where they are not there.
    static func flags(_ results: JSON) -> Flags? {
        guard let isConnected = results["is_connected"].bool, let isLoggedIn = results["is_logged_in"].bool else {
            return nil
        }
        return Flags(isConnected: isConnected, isLoggedIn: isLoggedIn)
    }

    /// A device that is not both connected and logged in: what its flags say, with what the list knows of it. The flags tell what
    /// its socket does now; that it is connecting, and whether it has a login, stands in the list alone.
    static func observation(_ flags: Flags, _ device: Device?, id: String) -> SessionObservation {
        var observation =
            device?.observation ?? SessionObservation(id: id, status: .unknown, rawStatus: "")
        switch (flags.isConnected, flags.isLoggedIn) {
        case (true, true):
            observation.status = .connected
            observation.rawStatus = "logged_in"
        case (true, false):
            observation.status = status("connected", isLinked: device?.isLinked)
            observation.rawStatus = "connected"
        case (false, _) where observation.status == .connecting && observation.rawStatus.lowercased() == "connecting":
            break
        case (false, _):
            observation.status = .disconnected
            observation.rawStatus = "disconnected"
        }
        return observation
    }

    /// Whether an answer says that the device does not exist. Its document has a 404 for that, the program answers 500 with the
    /// same words; an unknown route is answered in plain text.
    static func isMissingDevice(_ json: JSON) -> Bool {
        guard let code = json["code"].text?.uppercased() else { return false }
        let message = json["message"].string?.lowercased() ?? ""
        if code.contains("NOT_FOUND") { return true }
        return message.contains("device") && message.contains("not found")
    }
}
