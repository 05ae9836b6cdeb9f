package import SessionHealth

/// A session that was just created.
package struct NewSession: Sendable, Hashable {
    /// The name under which the gateway keeps it; ask for its QR code with this.
    package var id: String
    package var status: SessionStatus
    /// The QR code, where the gateway answers it at once.
    package var qrCode: QRCode?

    package init(id: String, status: SessionStatus, qrCode: QRCode? = nil) {
        self.id = id
        self.status = status
        self.qrCode = qrCode
    }
}
