import FoundationEssentials

extension ClaimedJob {
    /// The payload as its kind's type; one of an older version is upgraded first.
    ///
    /// - Throws: `PayloadError` where it cannot be decoded: no attempt will ever succeed.
    public func decoded<J: Job>(as type: J.Type) throws -> J {
        let payload =
            payloadVersion == J.payloadVersion ? payload : try J.upgrade(payload: payload, from: payloadVersion)
        do {
            return try decoder.decode(J.self, from: payload)
        } catch let error as DecodingError {
            throw PayloadError.undecodable(kind: J.kind, reason: Self.describe(error))
        }
    }

    private static func describe(_ error: DecodingError) -> String {
        func path(_ context: DecodingError.Context) -> String {
            context.codingPath.isEmpty ? "" : " at \(context.codingPath.map(\.stringValue).joined(separator: "."))"
        }
        return switch error {
        case .keyNotFound(let key, let context): "the key \"\(key.stringValue)\" is missing\(path(context))"
        case .typeMismatch(let type, let context): "not a \(type)\(path(context))"
        case .valueNotFound(let type, let context): "null instead of a \(type)\(path(context))"
        case .dataCorrupted(let context): "\(context.debugDescription)\(path(context))"
        @unknown default: String(describing: error)
        }
    }
}

/// One for all: a decoder has no state of its own while it decodes.
private let decoder = JSONDecoder()
