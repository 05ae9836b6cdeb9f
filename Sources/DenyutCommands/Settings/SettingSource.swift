/// Where the value of a setting came from.
enum SettingSource: Sendable, Equatable, CustomStringConvertible {
    case builtIn
    case file(String)
    case environment(String)
    case flag(String)

    var description: String {
        switch self {
        case .builtIn: "default"
        case .file(let path): path
        case .environment(let name): name
        case .flag(let name): name
        }
    }
}

/// A setting in force, as `config-check` prints it. Holds no secret.
struct SettingInForce: Sendable, Equatable {
    let name: String
    let value: String
    let source: SettingSource
}
