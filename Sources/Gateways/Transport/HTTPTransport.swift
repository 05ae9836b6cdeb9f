import AsyncHTTPClient
import Foundation
import NIOCore
import NIOHTTP1

/// Speaks HTTP to one gateway.
package struct HTTPTransport: GatewayTransport {
    private let client: HTTPClient
    private let url: GatewayURL
    private let limits: GatewayLimits

    /// Makes a transport for a gateway.
    ///
    /// - Throws: `GatewayConfigurationError` where its certificates cannot be read.
    package init(
        _ configuration: GatewayConfiguration, clients: HTTPClientPool
    ) throws(GatewayConfigurationError) {
        self.client = try clients.client(for: configuration)
        self.url = configuration.url
        self.limits = configuration.limits
    }

    package func send(
        _ request: GatewayRequest, timeout: Duration
    ) async throws(TransportError) -> GatewayResponse {
        let deadline = NIODeadline.now() + .nanoseconds(timeout.wholeNanoseconds)
        let message = try message(for: request)
        do {
            return try await send(message, until: deadline)
        } catch let error as HTTPClientError
            where error == .remoteConnectionClosed && request.method == .get && deadline > .now()
        {
            // A connection that was kept open and is closed just when it is used again: asking once more is safe for a
            // question, and only for that.
            do {
                return try await send(message, until: deadline)
            } catch {
                throw TransportError(error, limits: limits, timeout: timeout)
            }
        } catch {
            throw TransportError(error, limits: limits, timeout: timeout)
        }
    }

    private func send(_ message: HTTPClient.Request, until deadline: NIODeadline) async throws -> GatewayResponse {
        let task = client.execute(
            request: message, delegate: ResponseAccumulator(request: message, maxBodySize: limits.body),
            deadline: deadline)
        let response = try await withTaskCancellationHandler {
            try await task.get()
        } onCancel: {
            task.cancel()
        }
        var headers: [String: String] = [:]
        for field in response.headers where headers.count < 64 {
            headers[field.name.lowercased()] = field.value
        }
        return GatewayResponse(
            status: Int(response.status.code), headers: headers,
            body: response.body.map { Array($0.readableBytesView) } ?? [])
    }

    private func message(for request: GatewayRequest) throws(TransportError) -> HTTPClient.Request {
        var headers = HTTPHeaders([("Accept", request.expects == .json ? "application/json" : "*/*")])
        headers.add(name: "User-Agent", value: "denyut")
        for field in request.headers { headers.replaceOrAdd(name: field.name, value: field.value) }
        var body: HTTPClient.Body?
        if let json = request.body {
            headers.add(name: "Content-Type", value: "application/json")
            body = .bytes(json.bytes)
        }
        guard let address = address(of: request),
            let message = try? HTTPClient.Request(
                url: address, method: HTTPMethod(rawValue: request.method.rawValue), headers: headers, body: body)
        else {
            throw .unreachable("the gateway's url cannot be used for requests: check it")
        }
        return message
    }

    private func address(of request: GatewayRequest) -> URL? {
        let target = url.prefix + request.target
        return switch url.endpoint {
        case .network: URL(string: url.origin + target)
        case .socket(let path): URL(httpURLWithSocketPath: path, uri: target)
        }
    }
}
