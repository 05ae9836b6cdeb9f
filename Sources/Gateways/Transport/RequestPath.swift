/// The path of a request, written as a string literal whose values are escaped and remembered as holes.
///
///     let path: RequestPath = "/api/sessions/\(id)/status"
///     path.encoded   // /api/sessions/my%2Fsession/status
///     path.template  // /api/sessions/{}/status
///
/// Values are escaped as RFC 3986 (section 3.3) has it: what may stand in a segment stands there as it is, `@` and `:` among it,
/// because programs that do not decode their paths (GOWA, on fiber) would look for the escapes.
///
/// So no session name can lead a request to another route, and a log line or an error shows the template, in which
/// neither names nor secrets stand.
package struct RequestPath: Sendable, Hashable, ExpressibleByStringInterpolation, CustomStringConvertible {
    /// What the request is sent to.
    package let encoded: String
    /// The same with `{}` for each value.
    package let template: String
    /// Why the path cannot be asked for; nil if it can.
    package let problem: String?

    package init(stringLiteral value: String) {
        encoded = value
        template = value
        problem = nil
    }

    package init(stringInterpolation: StringInterpolation) {
        encoded = stringInterpolation.encoded
        template = stringInterpolation.template
        problem = stringInterpolation.problem
    }

    package var description: String { template }

    package struct StringInterpolation: StringInterpolationProtocol {
        fileprivate var encoded = ""
        fileprivate var template = ""
        fileprivate var problem: String?

        package init(literalCapacity: Int, interpolationCount: Int) {}

        package mutating func appendLiteral(_ literal: String) {
            encoded += literal
            template += literal
        }

        package mutating func appendInterpolation(_ value: String) {
            // Dots are legal in a path and are not escaped, but a segment of dots alone moves up.
            if value.isEmpty || value == "." || value == ".." {
                problem = "the session name '\(value)' cannot be asked for: give the session another name"
            } else if value.utf8.count > 255 {
                problem = "the session name is longer than 255 bytes: give the session a shorter one"
            } else {
                encoded += percentEncodedSegment(value)
            }
            template += "{}"
        }

        package mutating func appendInterpolation(_ secret: Secret) {
            appendInterpolation(secret.revealed)
            if problem != nil { problem = "the key in the path is empty, '.', '..' or longer than 255 bytes" }
        }
    }
}
