/// One way in which the service is to misbehave, for some of its calls.
struct Fault: Equatable {
    var kind: Kind
    var call: CallFilter = .any
    /// How often; nil: always.
    var timesLeft: Int64? = 1
    /// Before the answer begins.
    var delayMS: Int64 = 0

    enum Kind: Equatable {
        /// Only the delay.
        case latency
        /// Without a body: the service's own one for that status.
        case status(Int, headers: [String: String], body: String?)
        case html
        case empty
        case list
        case body(String, status: Int, headers: [String: String])
        /// The normal instance, with a lease that lasts "not-a-number".
        case wrongType
        case delivery(Answer.Delivery)
    }

    enum CallFilter: String, CaseIterable {
        case open
        case show
        case any
    }

    /// Whether the call is carried out and answered as ever, whatever then becomes of the answer.
    var keepsNormalAnswer: Bool {
        switch kind {
        case .latency, .wrongType: true
        case .delivery(let delivery): delivery != .endless
        case .status, .html, .empty, .list, .body: false
        }
    }

    func matches(_ call: ServiceCall) -> Bool {
        switch (self.call, call) {
        case (.any, _), (.open, .open), (.show, .show): true
        default: false
        }
    }
}

/// The faults of one user, in the order given: a request takes the first that fits and is not used up.
struct FaultQueue {
    private var faults: [Fault] = []

    init(_ faults: [Fault] = []) {
        self.faults = faults
    }

    mutating func take(for call: ServiceCall) -> Fault? {
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
