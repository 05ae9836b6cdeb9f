/// Indonesian phrases. Times are written with a point, as the spelling rules (EYD V) have it.
struct IndonesianWords: CronWords {
    let never = "tidak pernah: tidak ada tanggal seperti itu"
    let everyDay = "setiap hari"

    private static let weekdays = ["Minggu", "Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu"]
    private static let months = [
        "Januari", "Februari", "Maret", "April", "Mei", "Juni", "Juli", "Agustus", "September", "Oktober", "November",
        "Desember",
    ]
    private static let ordinals = ["pertama", "kedua", "ketiga", "keempat", "kelima"]

    func time(_ hour: Int, _ minute: Int, _ second: Int?) -> String {
        let time = "\(ISO8601.pad(hour, 2)).\(ISO8601.pad(minute, 2))"
        return second.map { "\(time).\(ISO8601.pad($0, 2))" } ?? time
    }

    func list(_ items: [String]) -> String {
        guard items.count > 1, let last = items.last else { return items.first ?? "" }
        return "\(items.dropLast().joined(separator: ", "))\(items.count > 2 ? "," : "") dan \(last)"
    }

    func range(_ first: String, _ last: String) -> String { "\(first) sampai \(last)" }

    func everySeconds(_ step: Int) -> String { step == 1 ? "setiap detik" : "setiap \(step) detik" }
    func atSeconds(_ seconds: String, count: Int) -> String { "pada detik \(seconds)" }
    func everyMinutes(_ step: Int) -> String { step == 1 ? "setiap menit" : "setiap \(step) menit" }

    func atMinutes(_ minutes: String, count: Int, ofHours hours: String?, hourCount: Int) -> String {
        "pada menit \(minutes) \(hours.map { "jam \($0)" } ?? "setiap jam")"
    }

    func everyHours(_ step: Int, atMinute minute: Int) -> String {
        (step == 1 ? "setiap jam" : "setiap \(step) jam") + (minute == 0 ? "" : " pada menit \(minute)")
    }

    func atTimes(_ times: String) -> String { "pukul \(times)" }
    func from(_ first: String, to last: String) -> String { "dari pukul \(first) sampai \(last)" }
    func inHours(_ hours: String) -> String { "pada jam \(hours)" }

    func onDays(_ days: String, count: Int, month: String?) -> String { "pada tanggal \(days) \(of(month))" }
    func onLastDay(month: String?) -> String { "pada hari terakhir \(of(month))" }
    func onLastWorkday(month: String?) -> String { "pada hari kerja terakhir \(of(month))" }
    func onWorkday(nearest day: Int, month: String?) -> String {
        "pada hari kerja terdekat dengan tanggal \(day) \(of(month))"
    }

    func onWeekdays(_ pattern: CronPattern, month: String?) -> String {
        let text =
            switch pattern {
            case .range(let first, let last): "setiap hari \(Self.weekdays[first]) sampai \(Self.weekdays[last])"
            case .all: "setiap hari dalam seminggu"
            default: "setiap hari \(list((pattern.values ?? []).map { Self.weekdays[$0] }))"
            }
        return month.map { "\(text) \(inMonths($0))" } ?? text
    }

    func onWeekday(_ weekday: Int, nth: Int, month: String?) -> String {
        "pada hari \(Self.weekdays[weekday]) \(Self.ordinals[nth - 1]) \(of(month))"
    }

    func onLast(_ weekday: Int, month: String?) -> String {
        "pada hari \(Self.weekdays[weekday]) terakhir \(of(month))"
    }
    func either(_ phrases: [String]) -> String { phrases.joined(separator: " atau ") }
    func both(_ phrases: [String]) -> String { list(phrases) }
    func inMonths(_ months: String) -> String { "pada bulan \(months)" }

    func months(_ pattern: CronPattern) -> String? {
        if case .every(let step) = pattern {
            return list(stride(from: 0, to: 12, by: step).map { Self.months[$0] })
        }
        return values(pattern, { Self.months[$0 - 1] })?.text
    }

    func between(_ start: String, _ end: String, isAllowed: Bool) -> String {
        "\(isAllowed ? "hanya" : "tidak") antara pukul \(start) dan \(end)"
    }

    private func of(_ month: String?) -> String { month.map { "bulan \($0)" } ?? "setiap bulan" }
}
