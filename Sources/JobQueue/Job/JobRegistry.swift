import FoundationEssentials

/// The kinds of job that a worker can run, with their handlers. Built once at start-up.
public struct JobRegistry: Sendable {
    /// Runs a claimed job.
    public typealias Handler = @Sendable (ClaimedJob, JobContext) async throws -> Outcome

    /// A kind with its handler and rules.
    package struct Entry: Sendable {
        package let handler: Handler
        package let retryPolicy: RetryPolicy?
        package let keepFinished: Duration?
        package let timeout: Duration?
    }

    private var entries: [String: Entry] = [:]
    private let middleware: [any JobMiddleware]

    /// Makes an empty registry.
    ///
    /// - Parameter middleware: Wraps every handler, the first one outermost.
    public init(middleware: [any JobMiddleware] = []) {
        self.middleware = middleware
    }

    /// The kinds that have a handler.
    public var kinds: Set<String> {
        Set(entries.keys)
    }

    package func entry(for kind: String) -> Entry? {
        entries[kind]
    }

    /// Adds the handler of a kind.
    ///
    /// - Parameters:
    ///   - type: The kind.
    ///   - timeout: The kind's own time-out; `nil`: the worker's.
    ///   - middleware: Wraps this handler only, inside the registry's own middleware.
    ///   - handler: Does the work. Called again after a crash, so it must bear to be repeated; what it writes with
    ///     `JobContext.onSettle` is not.
    /// - Throws: `JobRegistryError` if the kind has a handler already or its name is empty or too long.
    public mutating func register<J: Job>(
        _ type: J.Type,
        timeout: Duration? = nil,
        middleware: [any JobMiddleware] = [],
        handler: @escaping @Sendable (J, JobContext) async throws -> Outcome
    ) throws {
        guard !J.kind.isEmpty, J.kind.count <= 200 else { throw JobRegistryError.invalidName(J.kind) }
        guard entries[J.kind] == nil else { throw JobRegistryError.duplicateKind(J.kind) }
        let decoder = JSONDecoder()
        let base: Handler = { job, context in
            try await handler(try Self.decode(J.self, from: job, with: decoder), context)
        }
        let wrapped = (self.middleware + middleware).reversed().reduce(base) { next, layer in
            { job, context in try await layer.handle(job, context: context, next: next) }
        }
        entries[J.kind] = Entry(
            handler: wrapped, retryPolicy: J.retryPolicy, keepFinished: J.keepFinished, timeout: timeout)
    }

    private static func decode<J: Job>(_ type: J.Type, from job: ClaimedJob, with decoder: JSONDecoder) throws -> J {
        var payload = job.payload
        if job.payloadVersion != J.payloadVersion {
            payload = try J.upgrade(payload: payload, from: job.payloadVersion)
        }
        do {
            return try decoder.decode(J.self, from: payload)
        } catch let error as DecodingError {
            throw PayloadError.undecodable(kind: J.kind, reason: describe(error))
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

/// Why a handler was not registered.
public enum JobRegistryError: Error, Equatable, CustomStringConvertible {
    /// The kind has a handler already.
    case duplicateKind(String)
    /// The name of the kind is empty or longer than 200 characters.
    case invalidName(String)

    /// What happened and what to do next.
    public var description: String {
        switch self {
        case .duplicateKind(let kind):
            "The kind of job \"\(kind)\" is registered twice. Give one of the two another `kind`."
        case .invalidName(let kind):
            "A kind of job needs a name of 1–200 characters, and \"\(kind.prefix(40))\" has \(kind.count)."
        }
    }
}
