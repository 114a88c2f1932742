/// One way in which the service is to misbehave, for some of its calls.
struct Fault: Equatable {
    var kind: Kind
    var call: CallFilter = .any
    /// How often; nil: always.
    var timesLeft: Int64? = 1
    /// Before the answer begins.
    var delayMS: Int64 = 0
    /// Of a lost connection: whether the request is carried out before.
    var isAfter = true

    enum Kind: Equatable {
        /// Only the delay.
        case latency
        /// Without a body: the service's own one for that status.
        case status(Int, headers: [String: String], body: String?)
        case html
        case empty
        case list
        case body(String, status: Int, headers: [String: String])
        /// The normal answer, with a text for one of its numbers.
        case wrongType
        case delivery(Answer.Delivery)
    }

    enum CallFilter: Equatable {
        case one(CallName)
        /// Every call of the service; those of IAM have to be named.
        case any
    }

    /// Whether the call is carried out and answered as ever, whatever then becomes of the answer.
    var keepsNormalAnswer: Bool {
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

/// The faults of one user, in the order given: a request takes the first that fits and is not used up.
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
