/// One request to a gateway, without the address and the credentials.
package struct GatewayRequest: Sendable, Hashable {
    package enum Method: String, Sendable, Hashable, CaseIterable {
        case get = "GET"
        case post = "POST"
        case put = "PUT"
        case delete = "DELETE"
    }

    package struct Parameter: Sendable, Hashable {
        package var name: String
        package var value: String

        package init(_ name: String, _ value: String) {
            self.name = name
            self.value = value
        }
    }

    /// What the answer to a success must be.
    package enum Expectation: Sendable, Hashable {
        case json
        /// Anything: a picture, a text.
        case bytes
    }

    package var method: Method
    package var path: RequestPath
    package var query: [Parameter]
    package var headers: [Parameter]
    package var body: JSON?
    package var expects: Expectation
    /// Statuses beyond 200–299 whose JSON answers the caller reads itself. Without JSON they are errors all the same.
    package var reads: Set<Int>
    /// A longer time-out than the gateway's, for calls that start a browser.
    package var timeout: Duration?
    /// Whether a time-out says something about the gateway, not only about one session's page.
    package var timeoutConcernsGateway: Bool

    package init(
        _ method: Method, _ path: RequestPath, query: [Parameter] = [], headers: [Parameter] = [], body: JSON? = nil,
        expects: Expectation = .json, reads: Set<Int> = [], timeout: Duration? = nil,
        timeoutConcernsGateway: Bool = true
    ) {
        self.method = method
        self.path = path
        self.query = query
        self.headers = headers
        self.body = body
        self.expects = expects
        self.reads = reads
        self.timeout = timeout
        self.timeoutConcernsGateway = timeoutConcernsGateway
    }

    /// Method and path template: what errors and logs show.
    package var operation: String { "\(method.rawValue) \(path.template)" }

    /// Path and query as they are sent. Never to be shown.
    package var target: String {
        guard !query.isEmpty else { return path.encoded }
        return path.encoded + "?"
            + query.map { percentEncoded($0.name) + "=" + percentEncoded($0.value) }.joined(separator: "&")
    }
}
