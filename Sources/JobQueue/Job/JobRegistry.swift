public import Basics

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

    private var entries: [Name: Entry] = [:]
    private let middleware: [any JobMiddleware]

    /// Makes an empty registry.
    ///
    /// - Parameter middleware: Wraps every handler, the first one outermost.
    public init(middleware: [any JobMiddleware] = []) {
        self.middleware = middleware
    }

    /// The kinds that have a handler.
    public var kinds: Set<Name> {
        Set(entries.keys)
    }

    package func entry(for kind: String) -> Entry? {
        entries[Name(kind)]
    }

    /// Adds the handler of a kind.
    ///
    /// - Parameters:
    ///   - type: The kind.
    ///   - timeout: The kind's own time-out; `nil`: the worker's.
    ///   - middleware: Wraps this handler only, inside the registry's own middleware.
    ///   - handler: Does the work. Called again after a crash, so it must bear to be repeated; what it writes with
    ///     `JobContext.onSettle` is not.
    /// - Throws: `JobRegistryError` if the kind has a handler already, or its name is none (see `NewJob.kind`).
    public mutating func register<J: Job>(
        _ type: J.Type,
        timeout: Duration? = nil,
        middleware: [any JobMiddleware] = [],
        handler: @escaping @Sendable (J, JobContext) async throws -> Outcome
    ) throws {
        guard NameRule.queue.problem(with: J.kind) == nil else { throw JobRegistryError.invalidName(J.kind) }
        guard entries[Name(J.kind)] == nil else { throw JobRegistryError.duplicateKind(J.kind) }
        let base: Handler = { job, context in try await handler(job.decoded(as: J.self), context) }
        let wrapped = (self.middleware + middleware).reversed().reduce(base) { next, layer in
            { job, context in try await layer.handle(job, context: context, next: next) }
        }
        entries[Name(J.kind)] = Entry(
            handler: Self.traced(wrapped), retryPolicy: J.retryPolicy, keepFinished: J.keepFinished, timeout: timeout)
    }

    /// Runs the handler within the job's trace, where it has one.
    private static func traced(_ handler: @escaping Handler) -> Handler {
        { job, context in
            guard let trace = context.trace else { return try await handler(job, context) }
            return try await TraceContext.$current.withValue(trace) { try await handler(job, context) }
        }
    }
}

/// Why a handler was not registered.
public enum JobRegistryError: Error, Equatable, CustomStringConvertible {
    /// The kind has a handler already.
    case duplicateKind(String)
    /// The name of the kind is none that a kind may have.
    case invalidName(String)

    /// What happened and what to do next.
    public var description: String {
        switch self {
        case .duplicateKind(let kind):
            "The kind of job \"\(kind)\" is registered twice. Give one of the two another `kind`."
        case .invalidName(let kind):
            "The kind of job \"\(kind.prefix(40))\" \(NameRule.queue.problem(with: kind) ?? "has no good name")."
        }
    }
}
