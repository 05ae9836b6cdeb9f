import ArgumentParser
import Gateways

extension GatewayFinding.Verdict {
    /// Its word in its colour, in a column of its own.
    var painted: String {
        let colour: Terminal.Colour =
            switch self {
            case .ok: .green
            case .warning: .yellow
            case .error: .red
            }
        return Terminal.paint(rawValue.padded(to: 8), colour)
    }

    /// Ends a command with its exit code, as monitoring plugins have it: 0, 1 or 2.
    func exit() throws {
        switch self {
        case .ok: break
        case .warning: throw ExitCode(1)
        case .error: throw ExitCode(2)
        }
    }
}
