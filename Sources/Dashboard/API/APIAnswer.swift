import Gateways
import HTTPTypes
import Hummingbird
import NIOCore

/// What an endpoint answers.
struct APIAnswer: Sendable {
    enum Body: Sendable {
        case none
        case json(JSON)
        case bytes([UInt8], contentType: String)
        /// The same at each request, and so kept in both forms.
        case document(plain: ByteBuffer, compressed: ByteBuffer, contentType: String)
        case stream(ResponseBody, contentType: String)
    }

    var status: Int
    var body: Body
    var headers = HTTPFields()
    /// Answers that hold a secret are not compressed: their length would tell of it (BREACH).
    var mayCompress = true

    static func ok(_ json: JSON) -> APIAnswer { APIAnswer(status: 200, body: .json(json)) }
    static let done = APIAnswer(status: 204, body: .none)

    /// The contract's `Accepted`.
    static func accepted(_ message: String, job: Int64? = nil) -> APIAnswer {
        APIAnswer(status: 202, body: .json(["job_id": .int(job), "message": .string(message)]))
    }

    static func failed(_ error: APIError) -> APIAnswer {
        var answer = APIAnswer(status: error.code.status, body: .json(error.json))
        if let wait = error.retryAfter { answer.headers[.retryAfter] = String(max(1, (wait + 999) / 1000)) }
        if let allowed = error.allowed { answer.headers[.allow] = allowed }
        if error.code == .unauthorized { answer.headers[.wwwAuthenticate] = "Bearer" }
        return answer
    }

    /// Less is not worth compressing.
    private static let worthCompressing = 1400

    /// The answer as it is sent.
    func response(takesGzip: Bool) -> Response {
        var headers = headers
        headers[.cacheControl] = "no-store"
        let status = HTTPResponse.Status(code: status)
        switch body {
        case .none:
            return Response(status: status, headers: headers)
        case .json(let json):
            headers[.contentType] = "application/json; charset=utf-8"
            return Self.response(status, headers, json.bytes, compressed: takesGzip && mayCompress)
        case .bytes(let bytes, let type):
            headers[.contentType] = type
            return Self.response(status, headers, bytes, compressed: takesGzip && mayCompress)
        case .document(let plain, let compressed, let type):
            headers[.contentType] = type
            headers[.vary] = "Accept-Encoding, Cookie"
            if takesGzip { headers[.contentEncoding] = "gzip" }
            return Response(
                status: status, headers: headers, body: ResponseBody(byteBuffer: takesGzip ? compressed : plain))
        case .stream(let body, let type):
            headers[.contentType] = type
            return Response(status: status, headers: headers, body: body)
        }
    }

    private static func response(
        _ status: HTTPResponse.Status, _ headers: HTTPFields, _ bytes: [UInt8], compressed: Bool
    ) -> Response {
        var headers = headers
        headers[.vary] = "Accept-Encoding, Cookie"
        guard compressed, bytes.count >= worthCompressing else {
            return Response(status: status, headers: headers, body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes)))
        }
        headers[.contentEncoding] = "gzip"
        return Response(
            status: status, headers: headers, body: ResponseBody(byteBuffer: ByteBuffer(bytes: Gzip.compress(bytes))))
    }
}
