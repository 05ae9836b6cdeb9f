import SeededRandom

/// What a session needs to know of the gateway around it to handle an event.
package struct SessionWorld: Sendable {
    package var timings: SessionTimings
    package var seed: UInt64
    /// Whether a session that was logged out is started anew by itself.
    package var showsCodeAfterLogout: Bool
    /// Whether a session that another client replaced takes the number back by itself.
    package var takesNumberBack: Bool
    /// Divides the times that faults and scans are given in.
    package var speed: Double

    package init(
        timings: SessionTimings = SessionTimings(), seed: UInt64 = 1, showsCodeAfterLogout: Bool = false,
        takesNumberBack: Bool = false, speed: Double = 1
    ) {
        self.timings = timings.faster(by: speed)
        self.seed = seed
        self.showsCodeAfterLogout = showsCodeAfterLogout
        self.takesNumberBack = takesNumberBack
        self.speed = speed
    }

    /// The text of a session's QR code number so many, shaped as WhatsApp's: a reference and three keys of 32 bytes.
    package func codeText(session: String, count: Int) -> String {
        var generator = SeededGenerator(seed: seed, name: "\(session)#\(count)")
        let alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
        let reference = "2@" + generator.text(98, from: alphabet)
        let keys = (0..<3).map { _ in generator.text(43, from: alphabet) + "=" }
        return ([reference] + keys).joined(separator: ",")
    }
}
