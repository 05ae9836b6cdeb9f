import Foundation
package import Gateways

/// Where a secret is: settings and database hold this, never the secret.
package enum SecretReference: Sendable, Hashable {
    case environment(String)
    case file(String)

    /// The largest file that is taken for a secret, in bytes.
    private static let fileLimit = 64 * 1024

    /// Reads the secret.
    ///
    /// - Parameter owner: what it is the secret of, for the error.
    /// - Throws: `GatewayConfigurationError` that names the variable or file, and never what is in it.
    package func resolve(
        _ setting: String, of owner: String, environment: [String: String]
    ) throws(GatewayConfigurationError) -> Secret {
        switch self {
        case .environment(let name):
            guard let value = environment[name], !value.isEmpty else {
                throw GatewayConfigurationError(
                    "the \(setting) of \(owner) is to be in the environment variable \(name), which is not set: export it where Denyut runs"
                )
            }
            return Secret(value)
        case .file(let path):
            guard let handle = FileHandle(forReadingAtPath: path),
                let data = try? handle.read(upToCount: Self.fileLimit), !data.isEmpty
            else {
                throw GatewayConfigurationError(
                    "the \(setting) of \(owner) is to be in the file \(path), which cannot be read or is empty"
                )
            }
            return Secret(String(decoding: data, as: UTF8.self).trimmed)
        }
    }
}
