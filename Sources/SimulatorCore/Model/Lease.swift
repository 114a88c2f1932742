/// How long an instance may run, as the service counts it: from the creation, which never moves.
///
/// The end is set anew when the instance begins to run, at a renewal, at a stop and at a start.
struct Lease: Equatable {
    let createdMS: Int64
    /// When the end was last set.
    private(set) var basedMS: Int64
    /// From then to the end.
    private(set) var spanMS: Int64
    /// False for an instance that is to run without an end.
    private(set) var isEnabled = true
    private(set) var type = LeaseType.timing

    /// What a request may ask for.
    static let rangeMS: ClosedRange<Int64> = 3_600_000...259_200_000
    /// What asks for no end.
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

    /// - Parameter wish: what a checked request asked for.
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

/// What a request asks of a lease: so long from now on.
struct LeaseWish: Equatable {
    var durationMS: Int64
    var type = LeaseType.timing
}
