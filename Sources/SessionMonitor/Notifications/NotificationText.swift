import Gateways
import SessionHealth
import WallTime

/// The words of notifications, in English and Indonesian.
package enum NotificationText {
    /// A line about one item.
    ///
    /// - Parameters:
    ///   - template: words of one's own, with `{subject}`, `{gateway}`, `{session}`, `{cause}`, `{detail}` and `{cure}`.
    ///   - page: where the page is.
    static func line(
        _ item: NotificationMessage.Item, language: String, template: String?, page: String? = nil
    ) -> String {
        let event = item.event
        let text = template ?? words(event.kind, isGateway: event.session == nil, language: language)
        let cause = event.cause.map { Self.cause($0, language: language) } ?? ""
        let values = [
            "subject": item.subject ?? "Denyut", "gateway": event.gateway ?? "", "session": event.session ?? "",
            "cause": cause, "detail": event.text, "cure": cure(item, language: language, page: page),
        ]
        return printable(fill(text, values), limit: 500)
    }

    /// The one press that is left where only a person can go on: where it is on the page, and as a command. Where a new login would not
    /// help, or would do harm, the place to look.
    static func cure(_ item: NotificationMessage.Item, language: String, page: String?) -> String {
        guard item.event.kind == .needsPerson, let account = item.account else { return "" }
        let link = page.map { "\($0)/accounts/\(account)" }
        let isIndonesian = language == "id"
        let helps = item.event.cause.map { !$0.isTerminal || $0 == .loggedOut } ?? false
        guard helps else { return link ?? "" }
        let command = "denyut monitor-sessions --session \(account) --reconnect --new-login"
        let places = [link, command].compactMap(\.self).joined(separator: isIndonesian ? " atau " : " or ")
        return isIndonesian
            ? "Bila login-nya benar-benar hilang, ganti: \(places)"
            : "If its login is really lost, replace it: \(places)"
    }

    /// Puts values in the place of names in braces, once: a value is never looked through for names.
    static func fill(_ template: String, _ values: [String: String]) -> String {
        var result = ""
        var rest = Substring(template)
        while let open = rest.firstIndex(of: "{") {
            result += rest[..<open]
            let after = rest[rest.index(after: open)...]
            if let close = after.firstIndex(of: "}"), let value = values[String(after[..<close])] {
                result += value
                rest = after[after.index(after: close)...]
            } else {
                result += "{"
                rest = after
            }
        }
        return result + rest
    }

    static func more(_ count: Int, language: String) -> String {
        language == "id" ? "… dan \(count) lainnya" : "… and \(count) more"
    }

    private static func words(_ kind: NotificationKind, isGateway: Bool, language: String) -> String {
        language == "id" ? indonesian(kind, isGateway: isGateway) : english(kind, isGateway: isGateway)
    }

    private static func english(_ kind: NotificationKind, isGateway: Bool) -> String {
        switch kind {
        case .scanNeeded: "{subject}: WhatsApp is logged out. Scan the new QR code to connect again."
        case .reconnectBegun: "{subject}: the connection was lost ({cause}). It is being restored."
        case .degraded: "{subject}: the WhatsApp session has a problem ({cause})."
        case .recovered: isGateway ? "Gateway {subject}: well again." : "{subject}: connected again."
        case .sessionsDegraded: "{detail}."
        case .reconnectFailed: "{subject}: a reconnect failed. {detail}"
        case .scoreLow: "{subject}: {detail}"
        case .gatewayDown: "Gateway {subject}: {detail} Its sessions are left alone until it is back."
        case .needsPerson: "{subject}: needs a person ({cause}). {cure}"
        case .flapping: "{subject}: connects and disconnects over and over; it is not reconnected automatically."
        case .memoryClimbing: "Gateway {subject}: {detail}"
        }
    }

    private static func indonesian(_ kind: NotificationKind, isGateway: Bool) -> String {
        switch kind {
        case .scanNeeded: "{subject}: WhatsApp keluar dari sesi. Pindai kode QR baru untuk menyambungkan kembali."
        case .reconnectBegun: "{subject}: koneksi terputus ({cause}). Sedang dipulihkan."
        case .degraded: "{subject}: sesi WhatsApp bermasalah ({cause})."
        case .recovered: isGateway ? "Gateway {subject}: sudah normal kembali." : "{subject}: tersambung kembali."
        case .sessionsDegraded: "Lebih dari separuh sesi bermasalah. {detail}"
        case .reconnectFailed: "{subject}: penyambungan ulang gagal. {detail}"
        case .scoreLow: "{subject}: {detail}"
        case .gatewayDown: "Gateway {subject}: bermasalah ({cause}). Sesi-sesinya tidak disentuh sampai pulih."
        case .needsPerson: "{subject}: perlu ditangani seseorang ({cause}). {cure}"
        case .flapping: "{subject}: tersambung dan terputus berulang kali; tidak disambungkan ulang otomatis."
        case .memoryClimbing: "Gateway {subject}: memori terus naik. {detail}"
        }
    }

    private static func cause(_ cause: IncidentCause, language: String) -> String {
        guard language == "id" else { return cause.rawValue.replacing("_", with: " ") }
        return switch cause {
        case .crash: "peramban mogok"
        case .zombie: "pesan tidak terkirim"
        case .disconnected: "terputus"
        case .notFound: "sesi tidak ditemukan"
        case .loggedOut: "keluar dari sesi"
        case .replaced: "diambil alih perangkat lain"
        case .banned: "diblokir WhatsApp"
        case .outdated: "versi gateway usang"
        case .timeLocked: "dibatasi sementara oleh WhatsApp"
        case .qrExpired: "kode QR kedaluwarsa"
        case .stuckConnecting: "macet saat menyambung"
        case .unknownStatus: "status tidak diketahui"
        case .flapping: "tidak stabil"
        case .stoppedByUser: "dihentikan pengguna"
        case .unreachable: "tidak terjangkau"
        case .unauthorized: "kunci ditolak"
        case .badAnswer: "jawaban tidak dapat dipercaya"
        case .wrongRoute: "alamat salah"
        case .overloaded: "kelebihan beban"
        case .restarted: "dimulai ulang"
        case .emptyList: "daftar sesi kosong"
        case .shared: "banyak sesi bermasalah bersamaan"
        }
    }
}
