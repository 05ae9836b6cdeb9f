import Basics
package import Gateways
import SessionHealth

extension NotificationSettings {
    private static let sectionKeys = ["channels", "templates", "page"]
    private static let channelKeys = [
        "name", "kind", "audience", "language", "url", "urlEnv", "urlFile", "secretEnv", "secretFile", "tokenEnv",
        "tokenFile", "chat", "to", "from", "program",
    ]

    /// Reads the section `notifications` of the settings file.
    ///
    /// - Parameters:
    ///   - json: the section; null for none.
    ///   - environment: where secrets are looked up.
    /// - Throws: `MonitorError.invalid` that names the place and what to write instead.
    package init(_ json: JSON, environment: [String: String]) throws(MonitorError) {
        self.init()
        guard !json.isNull else { return }
        try Self.check(json, "notifications", Self.sectionKeys)
        guard json["channels"].isNull || json["channels"].array != nil else {
            throw MonitorError(.invalid, "notifications.channels must be a list: [ { … } ]")
        }
        for (index, item) in (json["channels"].array ?? []).enumerated() {
            let reader = ChannelReader(
                item: item, place: "notifications.channels[\(index)]", environment: environment)
            try Self.check(item, reader.place, Self.channelKeys)
            let channel = try reader.channel(number: index + 1)
            guard !channels.contains(where: { $0.name == channel.name }), channel.name != NotificationChannel.log.name
            else {
                throw MonitorError(
                    .invalid, "\(reader.place): the name \"\(channel.name)\" is taken; give it another \"name\"")
            }
            channels.append(channel)
        }
        templates = try Self.templates(json["templates"])
        page = try Self.page(json["page"])
    }

    private static func page(_ json: JSON) throws(MonitorError) -> String? {
        guard !json.isNull else { return nil }
        guard let text = json.string, text.utf8.count <= 200, text.hasPrefix("https://") || text.hasPrefix("http://"),
            text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "?") && $0 != UInt8(ascii: "#") })
        else {
            throw MonitorError(
                .invalid, "notifications.page must be the page's address: \"https://denyut.example.org\"")
        }
        var page = text
        while page.hasSuffix("/") { page.removeLast() }
        return page
    }

    private static func templates(_ json: JSON) throws(MonitorError) -> [NotificationKind: [String: String]] {
        guard !json.isNull else { return [:] }
        try check(json, "notifications.templates", NotificationKind.allCases.map(\.rawValue))
        var templates: [NotificationKind: [String: String]] = [:]
        for kind in NotificationKind.allCases where !json[kind.rawValue].isNull {
            let place = "notifications.templates.\(kind.rawValue)"
            try check(json[kind.rawValue], place, NewAccount.languages)
            for language in NewAccount.languages where !json[kind.rawValue][language].isNull {
                guard let text = json[kind.rawValue][language].string, (1...400).contains(text.unicodeScalars.count)
                else {
                    throw MonitorError(.invalid, "\(place).\(language) must be a text of 1 to 400 characters")
                }
                templates[kind, default: [:]][language] = text
            }
        }
        return templates
    }

    /// Refuses names that mean nothing, with the nearest one that does.
    private static func check(_ json: JSON, _ place: String, _ known: [String]) throws(MonitorError) {
        guard case .object(let members) = json else {
            throw MonitorError(.invalid, "\(place) must be an object: { … }")
        }
        for member in members where !known.contains(member.name) {
            let nearest = nearestName(to: member.name, among: known).map { "; did you mean \"\($0)\"?" } ?? ""
            throw MonitorError(.invalid, "\(place) has no setting \"\(member.name.prefix(60))\"\(nearest)")
        }
    }
}

/// Reads one channel.
private struct ChannelReader {
    let item: JSON
    let place: String
    let environment: [String: String]

    func channel(number: Int) throws(MonitorError) -> NotificationChannel {
        let kind = try text("kind")
        let target: NotificationChannel.Target =
            switch kind {
            case "webhook": .webhook(url: try address(), secret: try secret("secret"))
            case "telegram": .telegram(token: try required("token"), chat: try chat())
            case "slack": .slack(url: try required("url"))
            case "discord": .discord(url: try required("url"))
            case "mail":
                .mail(
                    to: try text("to"), from: item["from"].string ?? "denyut@localhost",
                    program: item["program"].string ?? "/usr/sbin/sendmail")
            case "log": .log
            default:
                throw MonitorError(
                    .invalid,
                    "\(place): there is no channel of kind \"\(kind.prefix(40))\"; the kinds are webhook, telegram, slack, discord, mail and log"
                )
            }
        let language = item["language"].string ?? "en"
        guard NewAccount.languages.contains(language) else {
            throw MonitorError(.invalid, "\(place): \"language\" must be en or id")
        }
        return NotificationChannel(
            name: item["name"].string ?? (number == 1 ? kind : "\(kind)-\(number)"), target: target,
            audiences: try audiences(), language: language)
    }

    private func audiences() throws(MonitorError) -> Set<NotificationAudience> {
        guard !item["audience"].isNull, item["audience"].string != "both" else { return [.user, .admin] }
        guard let audience = item["audience"].string.flatMap(NotificationAudience.init(rawValue:)) else {
            throw MonitorError(.invalid, "\(place): \"audience\" must be user, admin or both")
        }
        return [audience]
    }

    private func text(_ name: String) throws(MonitorError) -> String {
        guard let text = item[name].string, !text.isEmpty, text.isPrintable else {
            throw MonitorError(.invalid, "\(place): \"\(name)\" is missing")
        }
        return text
    }

    private func chat() throws(MonitorError) -> String {
        guard let chat = item["chat"].text, !chat.isEmpty else {
            throw MonitorError(.invalid, "\(place): \"chat\" is missing: the number of the Telegram chat")
        }
        return chat
    }

    private func address() throws(MonitorError) -> String {
        let url: String
        if let plain = item["url"].string { url = plain } else { url = try required("url").revealed }
        guard url.hasPrefix("http://") || url.hasPrefix("https://") else {
            throw MonitorError(.invalid, "\(place): \"url\" must begin with http:// or https://")
        }
        return url
    }

    private func required(_ name: String) throws(MonitorError) -> Secret {
        guard let secret = try secret(name) else {
            throw MonitorError(
                .invalid,
                "\(place): \"\(name)Env\" or \"\(name)File\" is missing: the environment variable or the file that holds it. It is a secret, so it does not stand in the settings themselves"
            )
        }
        return secret
    }

    private func secret(_ name: String) throws(MonitorError) -> Secret? {
        let reference: SecretReference
        if let variable = item["\(name)Env"].string {
            reference = .environment(variable)
        } else if let file = item["\(name)File"].string {
            reference = .file(file)
        } else {
            return nil
        }
        do {
            return try reference.resolve(name, of: "this channel", environment: environment)
        } catch {
            throw MonitorError(.invalid, "\(place): \(error.message)")
        }
    }
}
