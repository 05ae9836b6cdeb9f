extension HealthSetting {
    private static let day = 86400.0

    /// Every setting under `health`, in the order of the documentation.
    package static let all: [HealthSetting] = [
        .seconds("checkInterval", \.checkInterval, 0.1...day, "how often each account is checked"),
        .seconds(
            "confirmDelay", \.confirmDelay, 0.05...600, "how soon a bad result is checked again, up to a third more"),
        .seconds("throttle", \.throttle, 0...day, "a younger check is not repeated; follows checkInterval unless set"),
        .seconds("maxIdle", \.maxIdle, 1...30 * day, "idle when the newest message is older"),
        .seconds("failedWindow", \.failedWindow, 1...7 * day, "the window in which failed messages are counted"),
        .whole("maxFailedMessages", \.maxFailedMessages, .count, 0...10_000, "more failed messages are a finding"),
        .seconds("crashWindow", \.crashWindow, 1...7 * day, "the window in which errors are searched for a crash"),
        .seconds("noMessages", \.noMessages, 1...365 * day, "no message for this long is remarked on"),
        .seconds("zombieAfter", \.zombieAfter, 0.1...day, "how long a send may wait for the server's acknowledgement"),
        .seconds(
            "unknownAfter", \.unknownAfter, 0.1...day, "what cannot be judged for so long is an incident of its own"),
        .seconds("qrWindow", \.qrWindow, 0.1...day, "how long a QR code is waited for, once"),
        .whole("maxQrWindows", \.maxQrWindows, .count, 1...100, "windows without a scan until a person is asked"),
        .seconds("qr.watched", \.qrWatched, 0.1...600, "how often a code is asked for while a person looks at it"),
        .seconds("qr.unwatched", \.qrUnwatched, 0.1...600, "how often while nobody does"),
        .seconds("qr.lifetime", \.qrLifetime, 0.1...600, "how long WhatsApp keeps a code, but for the first"),
        .seconds("qr.firstLifetime", \.qrFirstLifetime, 0.1...600, "how long it keeps the first code of a login"),
        .seconds("connectingGrace", \.connectingGrace, 0...day, "how long a session may be connecting"),
        .seconds("ownRetryGrace", \.ownRetryGrace, 0...day, "how long the gateway's own reconnect is waited for"),
        .ownRetry("node", 155), .ownRetry("waha", 15), .ownRetry("evolution", 60), .ownRetry("wppconnect", 30),
        .ownRetry("wwebjs-api", 60), .ownRetry("wa-automate", 120), .ownRetry("gowa", 60), .ownRetry("openwa", 300),
        .seconds("stopStartPause", \.stopStartPause, 0...600, "between stop and start of a session"),
        .seconds("restartGrace", \.restartGrace, 0...day, "how long a restarted gateway is left alone"),
        .seconds("stableAfter", \.stableAfter, 0...day, "recovered means connected for this long"),
        .seconds("evidenceOfLife", \.evidenceOfLife, 0...day, "an acknowledged send this young proves life"),
        .flag("autoReconnect", \.autoReconnect, "recover sessions without being asked"),
        .whole("reconnectThreshold", \.reconnectThreshold, .points, 0...100, "recovery is wanted below this score"),
        .flag("observeOnly", \.observeOnly, "say what would be done, and do nothing"),
        .seconds("backoffBase", \.backoffBase, 0.05...day, "the first back-off, doubled each time"),
        .seconds("backoffCap", \.backoffCap, 0.05...7 * day, "the longest back-off"),
        .whole("budgetPerHour", \.budgetPerHour, .count, 0...1000, "attempts per account and hour"),
        .whole("budgetPerDay", \.budgetPerDay, .count, 0...10_000, "attempts per account and day"),
        .seconds("softDeadline", \.softDeadline, 0.1...day, "how long a soft rung has to connect the session"),
        .seconds("qrDeadline", \.qrDeadline, 0.1...day, "how long a new session has to be scanned"),
        .fraction("recoveryShare", \.recoveryShare, 0...1, "part of a gateway's sessions in recovery at once"),
        .fraction("brakeFraction", \.brakeFraction, 0.01...1, "part of a gateway's sessions bad at once that brakes"),
        .whole("brakeMinimum", \.brakeMinimum, .count, 1...100_000, "bad sessions that the brake needs at least"),
        .flag("lineCheck", \.lineCheck, "look whether WhatsApp's own hosts can be reached from here"),
        .fraction("flapLow", \.flapLow, 0...1, "flapping ends at this share of state changes"),
        .fraction("flapHigh", \.flapHigh, 0.01...1, "flapping begins at this share of state changes"),
        .seconds("gatewayTimeout", \.gatewayTimeout, 0.1...600, "how long a gateway has to answer"),
        .seconds("gatewayConnectTimeout", \.gatewayConnectTimeout, 0.05...600, "how long a gateway has to accept"),
        .whole("gatewayBodyLimit", \.gatewayBodyLimit, .bytes, 1024...1_073_741_824, "the largest answer that is read"),
        .whole("gatewayConcurrency", \.gatewayConcurrency, .count, 1...1024, "requests in flight to one gateway"),
        .whole(
            "circuit.failures", \.circuitFailures, .count, 1...1000,
            "failures in a row until nothing is sent for a time"),
        .seconds("circuit.base", \.circuitBase, 0.01...3600, "how long nothing is sent at first, doubled each time"),
        .seconds("circuit.cap", \.circuitCap, 0.01...day, "how long nothing is sent at most"),
        .seconds("circuit.retryAfterCap", \.circuitRetryAfterCap, 0...day, "the longest Retry-After that is obeyed"),
        .whole("circuit.trials", \.circuitTrials, .count, 1...100, "requests let through at once to try it again"),
        .seconds("liveTime", \.liveTime, 0...600, "how long a sweep may ask for what a list only remembers"),
        .seconds("lanePatience", \.lanePatience, 0.01...600, "how long a job waits for a slow gateway in its lane"),
        .seconds("notify.group", \.notifyGroup, 0...day, "notifications are collected for this long"),
        .seconds("notify.repeat", \.notifyRepeat, 0...30 * day, "the same is not told again sooner"),
        .whole("weights.notFound", \.weights.notFound, .points, 0...100, "the gateway has no such session"),
        .whole("weights.notConnected", \.weights.notConnected, .points, 0...100, "any state but connected"),
        .whole("weights.idle", \.weights.idle, .points, 0...100, "the newest message is old"),
        .whole("weights.failedMessages", \.weights.failedMessages, .points, 0...100, "many messages failed"),
        .whole("weights.statusMismatch", \.weights.statusMismatch, .points, 0...100, "the database says connected"),
        .whole("weights.crash", \.weights.crash, .points, 0...100, "an error tells of a dead browser"),
    ]
}

extension HealthSettings {
    /// What is wrong with these settings: each value against its range, and those that contradict each other.
    ///
    /// Empty where all is well.
    package func validate() -> [HealthSettingError] {
        var errors: [HealthSettingError] = []
        for setting in HealthSetting.all {
            var copy = self
            do { try setting.set(setting.read(self), in: &copy) } catch { errors.append(error) }
        }
        if throttle >= checkInterval {
            errors.append(
                HealthSettingError(
                    setting: "throttle",
                    message: "must be shorter than checkInterval, or every second check would be skipped; "
                        + "leave it out to let it follow the interval"))
        }
        if flapLow > flapHigh {
            errors.append(
                HealthSettingError(setting: "flapLow", message: "must not be above flapHigh (\(flapHigh))"))
        }
        return errors
    }
}
