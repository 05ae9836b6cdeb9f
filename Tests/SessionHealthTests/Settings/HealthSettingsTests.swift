import Testing
import WallTime

@testable import SessionHealth

@Suite("Health settings")
struct HealthSettingsTests {
    @Test(
        "have the defaults that are written down",
        arguments: [
            ("checkInterval", 120), ("confirmDelay", 15), ("throttle", 110), ("maxIdle", 1800), ("failedWindow", 3600),
            ("maxFailedMessages", 5), ("crashWindow", 1800), ("noMessages", 86400), ("zombieAfter", 60),
            ("qrWindow", 300),
            ("maxQrWindows", 3), ("connectingGrace", 180), ("ownRetryGrace", 155), ("restartGrace", 300),
            ("stableAfter", 300), ("backoffBase", 30), ("backoffCap", 3600), ("budgetPerHour", 3), ("budgetPerDay", 6),
            ("softDeadline", 300), ("qrDeadline", 900), ("brakeFraction", 0.55), ("brakeMinimum", 3),
            ("recoveryShare", 0.10), ("evidenceOfLife", 60), ("flapLow", 0.2), ("flapHigh", 0.3),
            ("reconnectThreshold", 40), ("gatewayTimeout", 10), ("gatewayConnectTimeout", 3),
            ("gatewayBodyLimit", 8_388_608), ("circuit.failures", 5), ("circuit.base", 5), ("circuit.cap", 60),
            ("circuit.retryAfterCap", 300), ("circuit.trials", 1), ("stopStartPause", 5), ("liveTime", 15),
            ("lanePatience", 0.25), ("qr.watched", 2), ("qr.unwatched", 15), ("qr.lifetime", 20),
            ("qr.firstLifetime", 60), ("ownRetry.node", 155), ("ownRetry.waha", 15), ("ownRetry.evolution", 60),
            ("ownRetry.wppconnect", 30), ("ownRetry.wwebjs-api", 60), ("ownRetry.wa-automate", 120),
            ("ownRetry.gowa", 60), ("ownRetry.openwa", 155), ("gatewayConcurrency", 16), ("notify.group", 30),
            ("notify.repeat", 14400),
            ("weights.notFound", 100), ("weights.notConnected", 50), ("weights.idle", 20),
            ("weights.failedMessages", 30),
            ("weights.statusMismatch", 40), ("weights.crash", 50),
        ])
    func defaults(name: String, value: Double) throws {
        let setting = try #require(HealthSetting.named(name))
        #expect(setting.defaultValue == .number(value))
    }

    @Test("are valid as they come")
    func valid() {
        #expect(HealthSettings().validate().isEmpty)
        #expect(Set(HealthSetting.all.map(\.name)).count == HealthSetting.all.count)
        #expect(HealthSetting.named("autoReconnect")?.defaultValue == .flag(true))
        #expect(HealthSetting.named("observeOnly")?.defaultValue == .flag(false))
    }

    @Test("keep what is set, at both ends of every range", arguments: HealthSetting.all.map(\.name))
    func roundTrip(name: String) throws {
        let setting = try #require(HealthSetting.named(name))
        let values: [SettingValue] =
            setting.unit == .flag
            ? [.flag(true), .flag(false)] : [.number(setting.range.lowerBound), .number(setting.range.upperBound)]
        for value in values {
            var settings = HealthSettings()
            try setting.set(value, in: &settings)
            #expect(setting.read(settings) == value)
        }
    }

    @Test("refuse what is out of range, and name the range")
    func range() throws {
        var settings = HealthSettings()
        let setting = try #require(HealthSetting.named("brakeFraction"))
        let error = #expect(throws: HealthSettingError.self) { try setting.set(.number(55), in: &settings) }
        #expect(error?.description == "health.brakeFraction: 55 is not allowed; it must be 0.01 to 1 (default 0.55)")
        #expect(settings == HealthSettings())
    }

    @Test(
        "refuse values of the wrong kind, and parts of a whole",
        arguments: [
            ("maxFailedMessages", SettingValue.number(2.5)), ("maxFailedMessages", .flag(true)),
            ("observeOnly", .number(1)),
            ("checkInterval", .number(.nan)), ("checkInterval", .number(.infinity)), ("backoffBase", .number(-1)),
            ("gatewayBodyLimit", .number(1e300)),
        ])
    func kinds(name: String, value: SettingValue) throws {
        var settings = HealthSettings()
        let setting = try #require(HealthSetting.named(name))
        #expect(throws: HealthSettingError.self) { try setting.set(value, in: &settings) }
    }

    @Test("take decimals of seconds")
    func decimals() throws {
        var settings = HealthSettings()
        try HealthSetting.named("confirmDelay")?.set(.number(0.125), in: &settings)
        #expect(settings.confirmDelay == .milliseconds(125))
    }

    @Test("let the throttle follow the interval until somebody sets it")
    func throttle() {
        var settings = HealthSettings()
        settings.checkInterval = .seconds(60)
        #expect(settings.throttle == .seconds(55))
        settings.throttle = .seconds(60)
        #expect(settings.validate().map(\.setting) == ["throttle"])
    }

    @Test("for one kind's own reconnect win over what holds for all")
    func ownRetry() throws {
        var settings = HealthSettings()
        let capabilities = RecoveryCapabilities(ownRetry: .seconds(300), kind: "openwa")
        #expect(capabilities.ownRetryGrace(settings) == .seconds(155))
        settings.ownRetryGrace = .seconds(20)
        #expect(capabilities.ownRetryGrace(settings) == .seconds(20))
        #expect(HealthSetting.named("ownRetry.openwa")?.read(settings) == .number(20))
        try #require(HealthSetting.named("ownRetry.openwa")).set(.number(400), in: &settings)
        #expect(capabilities.ownRetryGrace(settings) == .seconds(400))
        #expect(RecoveryCapabilities(ownRetry: .seconds(155), kind: "node").ownRetryGrace(settings) == .seconds(20))
    }

    @Test(
        "know how long a QR code is shown",
        arguments: [
            // The Node service says five minutes of each.
            (1, 300.0, 60.0), (2, 300, 20), (nil, 300, 20), (nil, nil, 20), (1, nil, 60), (7, nil, 20),
            // GOWA says how long it really is.
            (nil, 30, 30), (1, 30, 30), (3, 15, 15),
        ] as [(Int?, Double?, Double)])
    func codes(number: Int?, own: Double?, lifetime: Double) {
        let lasts = HealthSettings().qrLifetime(number: number, own: own.map { .seconds($0) })
        #expect(lasts == .seconds(lifetime))
    }

    @Test("report every value out of range at once")
    func all() {
        var settings = HealthSettings()
        settings.brakeMinimum = 0
        settings.backoffBase = .seconds(-1)
        settings.flapLow = 0.9
        #expect(settings.validate().map(\.setting) == ["backoffBase", "brakeMinimum", "flapLow"])
    }

    @Test("confirm a bad result after 15 to 20 seconds")
    func confirm() {
        let settings = HealthSettings()
        #expect(settings.confirmDelay(random: 0) == .seconds(15))
        #expect(abs(settings.confirmDelay(random: 0.999_999).inSeconds - 20) < 0.001)
    }

    @Test(
        "leave a restarted gateway alone in proportion to its sessions",
        arguments: [
            (0, 300.0), (20, 300), (90, 1350), (240, 3600), (100_000, 3600),
        ])
    func restart(sessions: Int, seconds: Double) {
        #expect(HealthSettings().restartGrace(sessions: sessions).inSeconds == seconds)
    }

    @Test(
        "are read from text",
        arguments: [
            ("1.5", SettingValue.number(1.5)), ("yes", .flag(true)), ("OFF", .flag(false)), ("nan", nil), ("", nil),
            ("1s", nil),
        ] as [(String, SettingValue?)])
    func parsing(text: String, value: SettingValue?) {
        #expect(SettingValue(parsing: text) == value)
    }
}
