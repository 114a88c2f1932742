/// A wrong behaviour of the service, for some of its calls.
struct Fault: Equatable {
    var kind: Kind
    var call: CallFilter = .any
    /// How often it occurs; nil: always.
    var timesLeft: Int64? = 1
    /// The delay before the response.
    var delayMS: Int64 = 0
    /// For a lost connection: True if the call is carried out before.
    var isAfter = true

    enum Kind: Equatable {
        /// Only the delay.
        case latency
        /// Without a body, the service's own body for that status.
        case status(Int, headers: [String: String], body: String?)
        case html
        case empty
        case list
        case body(String, status: Int, headers: [String: String])
        /// The normal response, with a text for one of its numbers.
        case wrongType
        case delivery(Response.Delivery)
    }

    enum CallFilter: Equatable {
        case one(CallName)
        /// Every call of the service, but none of IAM.
        case any
    }

    /// True if the call is carried out normally, regardless of how its response is sent.
    var keepsNormalResponse: Bool {
        switch kind {
        case .latency, .wrongType: true
        case .delivery(.endless): false
        case .delivery(.reset): isAfter
        case .delivery: true
        case .status, .html, .empty, .list, .body: false
        }
    }

    func matches(_ call: CallName) -> Bool {
        switch self.call {
        case .any: !call.isIAM
        case .one(let name): name == call
        }
    }
}

/// The faults of one user, in the given order. A request takes the first one that matches and is not used up.
struct FaultQueue {
    private var faults: [Fault] = []

    init(_ faults: [Fault] = []) {
        self.faults = faults
    }

    mutating func take(for call: CallName) -> Fault? {
        guard let index = faults.firstIndex(where: { $0.matches(call) }) else { return nil }
        let fault = faults[index]
        if let left = fault.timesLeft {
            if left > 1 {
                faults[index].timesLeft = left - 1
            } else {
                faults.remove(at: index)
            }
        }
        return fault
    }
}
