import Gateways
import JobQueue
import Logging
import NIOHTTP1
import SessionMonitor

/// Turns what was thrown into what is told. What an asker may not know goes to the log.
enum APIFailure {
    static func error(_ error: any Error, logger: Logger, path: String) -> APIError {
        switch error {
        case let error as APIError: return error
        case let error as MonitorError: return monitor(error)
        case let error as JobStoreError: return store(error, logger, path)
        // What the asker sent is no HTTP: no fault of ours, and nothing for the log.
        case is HTTPParserError:
            return APIError(.badRequest, "The request's body cannot be read: its chunks or its length are malformed.")
        default:
            logger.error("A request failed.", metadata: ["path": "\(path)", "error": "\(error)"])
            return APIError(.internal, "Something went wrong in the server; its log says what.")
        }
    }

    private static func monitor(_ error: MonitorError) -> APIError {
        switch error.code {
        case .notFound: APIError(.notFound, error.message)
        case .invalid: APIError(.badRequest, error.message)
        default: APIError(.conflict, error.message)
        }
    }

    private static func store(_ error: JobStoreError, _ logger: Logger, _ path: String) -> APIError {
        switch error.code {
        case .busy:
            return APIError(.storeBusy, "The database is busy. Try again in a second.", retryAfter: 1000)
        case .invalidJob:
            return APIError(.badRequest, error.message)
        default:
            logger.error("The database failed a request.", metadata: ["path": "\(path)", "error": "\(error)"])
            return APIError(.storeUnavailable, "The database cannot be read or written; the server's log says why.")
        }
    }
}
