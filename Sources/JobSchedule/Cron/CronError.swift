/// Why a text is no cron expression: which field, which column, what is wrong, and how to write it instead.
public struct CronError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The expression as it was given, shortened if it is long.
    public let expression: String
    /// The field that is wrong; `nil` if the expression as a whole is.
    public let field: CronField?
    /// The column of the first wrong character, counted from 1; `nil` if the expression as a whole is wrong.
    public let column: Int?
    /// What is wrong.
    public let problem: String
    /// How to mend it.
    public let cure: String

    init(expression: String, field: CronField? = nil, column: Int? = nil, problem: String, cure: String) {
        self.expression = expression
        self.field = field
        self.column = column
        self.problem = problem
        self.cure = cure
    }

    /// All of it in one line, such as
    /// `cron expression "0 25 * * *": hour field, column 3: 25 is outside 0–23; …`.
    public var description: String {
        var place = ""
        if let field { place += ": \(field) field" }
        if let column { place += "\(field == nil ? ":" : ",") column \(column)" }
        return "cron expression \(expression.quotedForMessage)\(place): \(problem); \(cure)"
    }
}
