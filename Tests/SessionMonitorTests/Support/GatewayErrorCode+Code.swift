import Gateways

extension GatewayErrorCode {
    var code: GatewayError.Code {
        switch self {
        case .unreachable: .unreachable
        case .timedOut: .timedOut
        case .unauthorized: .unauthorized
        case .badAnswer: .badAnswer
        case .wrongRoute: .wrongRoute
        case .serverError: .serverError
        case .tooLarge: .tooLarge
        }
    }
}
