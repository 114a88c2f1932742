/// The lease of an instance, as the service counts it: from the creation, which never changes.
///
/// The end is set again when the instance begins to run, and at a renewal, a stop and a start.
struct Lease: Equatable {
    let createdMS: Int64
    /// When the end was last set.
    private(set) var basedMS: Int64
    /// The time from `basedMS` to the end.
    private(set) var spanMS: Int64
    /// False if the instance runs without limit.
    private(set) var isEnabled = true
    private(set) var type = LeaseType.timing

    /// The durations that a request may set.
    static let rangeMS: ClosedRange<Int64> = 3_600_000...259_200_000
    /// The duration that means no limit.
    static let withoutEnd: Int64 = -1

    init(createdMS: Int64, spanMS: Int64) {
        self.createdMS = createdMS
        self.basedMS = createdMS
        self.spanMS = spanMS
    }

    var endMS: Int64 { basedMS + spanMS }

    mutating func rebase(atMS nowMS: Int64) {
        basedMS = nowMS
    }

    /// - Parameter wish: the lease that a checked request asks for.
    mutating func set(_ wish: LeaseWish, atMS nowMS: Int64) {
        basedMS = nowMS
        type = wish.type
        isEnabled = wish.durationMS != Self.withoutEnd
        if isEnabled { spanMS = wish.durationMS }
    }

    var json: JSONValue {
        [
            "create_at": .integer(createdMS), "duration": .integer(endMS - createdMS), "enable": .bool(isEnabled),
            "type": .string(type.rawValue), "update_at": .integer(basedMS),
        ]
    }
}

enum LeaseType: String {
    case timing = "TIMING"
    case idle = "IDLE"
}

/// The lease that a request asks for, from now on.
struct LeaseWish: Equatable {
    var durationMS: Int64
    var type = LeaseType.timing
}
