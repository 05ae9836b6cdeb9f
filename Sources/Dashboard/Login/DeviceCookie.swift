import Basics
import Crypto
import Foundation

/// Remembers a browser in which somebody has logged in, so that what strangers try under their name does not keep them out
/// (OWASP: "device cookies").
///
/// The cookie lets nobody in: it only says that the login of this user was once done here. It is a random number with a code over
/// it and the user's name, under a key made of the user's password hash: a new password makes it void, and a restart does not.
enum DeviceCookie {
    /// How long a browser keeps it, in seconds.
    static let age: Int64 = 180 * 86_400

    static func make(for user: DashboardSettings.User, random: RandomToken) -> String {
        let number = Hex.text(random.bytes(16))
        return number + code(number, user)
    }

    /// The digest under which the device is counted; nil where the cookie is none of that user.
    static func device(_ cookie: String, of user: DashboardSettings.User) -> String? {
        guard cookie.utf8.count == 96 else { return nil }
        let number = String(cookie.prefix(32))
        guard SameBytes.compare(String(cookie.dropFirst(32)), code(number, user)) else { return nil }
        return SameBytes.digest(number)
    }

    private static func code(_ number: String, _ user: DashboardSettings.User) -> String {
        let key = SymmetricKey(data: SHA256.hash(data: Data("denyut device \(user.password.text)".utf8)))
        return Hex.text(HMAC<SHA256>.authenticationCode(for: Data("\(number) \(user.name)".utf8), using: key))
    }
}
