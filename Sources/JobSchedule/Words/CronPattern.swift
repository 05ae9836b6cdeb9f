/// The values of a field as people see them.
enum CronPattern: Hashable {
    case all
    case single(Int)
    /// From the field's lowest value on, and evenly round the clock: the step divides the number of values.
    case every(Int)
    /// At least three in a row.
    case range(Int, Int)
    case list([Int])

    /// Looks at a mask whose bit n is the value n.
    init(_ mask: UInt64, of field: ClosedRange<Int>) {
        let values = field.filter { mask >> UInt64($0) & 1 == 1 }
        guard let first = values.first, let last = values.last else {
            self = .list([])
            return
        }
        let step = values.count > 1 ? values[1] - first : 0
        let isEven = zip(values, values.dropFirst()).allSatisfy { $1 - $0 == step }
        if values.count == field.count {
            self = .all
        } else if values.count == 1 {
            self = .single(first)
        } else if isEven, step > 1, first == field.lowerBound, values.count * step == field.count {
            self = .every(step)
        } else if isEven, step == 1, values.count > 2 {
            self = .range(first, last)
        } else {
            self = .list(values)
        }
    }

    /// The values one by one, if they are not a whole field or a step.
    var values: [Int]? {
        switch self {
        case .single(let value): [value]
        case .list(let values): values
        case .range(let first, let last): Array(first...last)
        case .all, .every: nil
        }
    }
}
