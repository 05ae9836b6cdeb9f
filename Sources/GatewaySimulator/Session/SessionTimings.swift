/// How long things take in a simulated gateway, in seconds. A speed divides all of them.
package struct SessionTimings: Hashable, Sendable {
    /// From the start of a browser or socket to its first QR code or its login.
    package var start: Double = 1.5
    /// A QR code's life. WhatsApp Web shows the first for 60 s and each later one for 20 s; one figure is enough here.
    package var code: Double = 20
    /// From scan or login to being connected.
    package var loading: Double = 1
    /// The gateway's own tries after a lost connection: 5 s × 2ⁿ, five of them, as the Node service does.
    package var ownRetries: [Double] = [5, 10, 20, 40, 80]
    /// From a send to the acknowledgements 1 (server), 2 (device), 3 (read).
    package var acknowledgements: [Double] = [0.4, 1.2, 6]

    package init() {}

    /// The same timings, so many times as fast.
    package func faster(by speed: Double) -> SessionTimings {
        var faster = self
        faster.start /= speed
        faster.code /= speed
        faster.loading /= speed
        faster.ownRetries = ownRetries.map { $0 / speed }
        faster.acknowledgements = acknowledgements.map { $0 / speed }
        return faster
    }
}
