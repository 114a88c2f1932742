/// The behaviour of the service towards one user.
public struct Settings: Sendable, Equatable {
    /// The duration of each state of a start; 0: an instance runs as soon as it is opened.
    public var stepMS: Int64
    /// The reason why a start fails; nil if it succeeds.
    public var failStart: String?
    /// The initial status of an instance. It can be any text, to test unknown statuses.
    public var status: String

    // Instances
    /// The durations of STOPPING and DELETING; nil: the duration of a step.
    var stopMS: Int64?
    var deleteMS: Int64?
    /// The default duration of a lease.
    var leaseDurationMS: Int64 = 3_600_000
    /// Flavors that are sold out.
    var soldOut: [String] = []
    /// The status of a free instance that the user has at the first call; nil if there is none.
    public var existing: String?
    /// The number of additional billed instances, all of them stopped.
    var extraNotebooks = 0
    var extraImages = 0

    // Calls
    var offersOpen = true
    var openExisting = OpenExisting.existing
    /// The behaviour of *open* if that instance is stopped. What the service does is not documented.
    public var openStopped = OpenStopped.returns
    var deleteResponse = ResponseKind.object
    var renewResponse = ResponseKind.object
    /// The arrays that contain flavors; nil: those that the documentation shows for the call.
    var flavorKeys: [FlavorKey]?

    // Credentials
    var tokenLifeMS: Int64 = 86_400_000
    var tokenBytes = 2000
    var hasCatalog = true
    var projectsNull = false
    /// The service's clock minus the real one.
    var clockOffsetMS: Int64 = 0
    /// The number of consecutive wrong signatures that lock a key, and for how long.
    var lockAfter = 5
    var lockMS: Int64 = 300_000
    var signatureForms = SignatureForm.allCases

    /// The behaviour of *open* if there is a free instance already.
    enum OpenExisting: String, CaseIterable {
        case existing
        case refused
        case quota
    }

    /// A stopped instance is returned unchanged, or started.
    public enum OpenStopped: String, CaseIterable, Sendable {
        case returns
        case starts
    }

    /// The body of a successful response: an object, or none (204).
    enum ResponseKind: String, CaseIterable {
        case object
        case none
    }

    enum FlavorKey: String, CaseIterable {
        case data
        case flavors
    }

    public init(stepMS: Int64 = 1000, failStart: String? = nil, status: String = InstanceStatus.creating) {
        self.stepMS = stepMS
        self.failStart = failStart
        self.status = status
    }

    /// The accepted durations of a step: at most a day.
    public static let stepRangeMS: ClosedRange<Int64> = 0...86_400_000
    static let offsetRangeMS: ClosedRange<Int64> = -315_360_000_000...315_360_000_000
    static let leaseRangeMS: ClosedRange<Int64> = 0...259_200_000
    static let tokenRangeBytes: ClosedRange<Int64> = 4...32_768
    static let countRange: ClosedRange<Int64> = 0...2000
    static let lockRange: ClosedRange<Int64> = 1...1_000_000
}

extension Settings {
    static let keys = [
        "step_ms", "fail_start", "status", "stop_ms", "delete_ms", "lease_duration_ms", "sold_out",
        "existing", "extra_notebooks", "extra_images", "offers_open", "open_existing", "open_stopped",
        "delete_answer", "renew_answer", "flavor_keys", "token_life_ms", "token_bytes", "catalog", "projects_null",
        "clock_offset_ms", "lock_after", "lock_ms", "signature_forms",
    ]

    /// Applies the given settings, and keeps the others. A null restores the default.
    mutating func apply(_ value: JSONValue) throws(InputError) {
        let input = try InputReader(value, what: "settings", keys: Self.keys)
        var changed = self
        try changed.applyInstances(input)
        try changed.applyCalls(input)
        try changed.applyCredentials(input)
        self = changed
    }

    private mutating func applyInstances(_ input: InputReader) throws(InputError) {
        let fallback = Settings()
        if input.has("step_ms") { stepMS = try input.integer("step_ms", in: Self.stepRangeMS) ?? fallback.stepMS }
        if input.has("fail_start") { failStart = try input.string("fail_start") }
        if input.has("status") { status = try input.string("status") ?? fallback.status }
        if input.has("stop_ms") { stopMS = try input.integer("stop_ms", in: Self.stepRangeMS) }
        if input.has("delete_ms") { deleteMS = try input.integer("delete_ms", in: Self.stepRangeMS) }
        if input.has("lease_duration_ms") {
            leaseDurationMS = try input.integer("lease_duration_ms", in: Self.leaseRangeMS) ?? fallback.leaseDurationMS
        }
        if input.has("sold_out") { soldOut = try input.list("sold_out") ?? [] }
        if input.has("existing") { existing = try input.string("existing") }
        if input.has("extra_notebooks") {
            extraNotebooks = Int(try input.integer("extra_notebooks", in: Self.countRange) ?? 0)
        }
        if input.has("extra_images") { extraImages = Int(try input.integer("extra_images", in: Self.countRange) ?? 0) }
    }

    private mutating func applyCalls(_ input: InputReader) throws(InputError) {
        let fallback = Settings()
        if input.has("offers_open") { offersOpen = try input.bool("offers_open") ?? fallback.offersOpen }
        if input.has("open_existing") { openExisting = try input.word("open_existing") ?? fallback.openExisting }
        if input.has("open_stopped") { openStopped = try input.word("open_stopped") ?? fallback.openStopped }
        if input.has("delete_answer") { deleteResponse = try input.word("delete_answer") ?? fallback.deleteResponse }
        if input.has("renew_answer") { renewResponse = try input.word("renew_answer") ?? fallback.renewResponse }
        if input.has("flavor_keys") { flavorKeys = try input.words("flavor_keys") }
    }

    private mutating func applyCredentials(_ input: InputReader) throws(InputError) {
        let fallback = Settings()
        if input.has("token_life_ms") {
            tokenLifeMS =
                try input.integer("token_life_ms", in: 0...Self.offsetRangeMS.upperBound)
                ?? fallback.tokenLifeMS
        }
        if input.has("token_bytes") {
            let bytes = try input.integer("token_bytes", in: Self.tokenRangeBytes)
            tokenBytes = bytes.map(Int.init) ?? fallback.tokenBytes
        }
        if input.has("catalog") { hasCatalog = try input.bool("catalog") ?? fallback.hasCatalog }
        if input.has("projects_null") { projectsNull = try input.bool("projects_null") ?? fallback.projectsNull }
        if input.has("clock_offset_ms") {
            clockOffsetMS = try input.integer("clock_offset_ms", in: Self.offsetRangeMS) ?? fallback.clockOffsetMS
        }
        if input.has("lock_after") {
            let count = try input.integer("lock_after", in: Self.lockRange)
            lockAfter = count.map(Int.init) ?? fallback.lockAfter
        }
        if input.has("lock_ms") { lockMS = try input.integer("lock_ms", in: Self.stepRangeMS) ?? fallback.lockMS }
        if input.has("signature_forms") {
            signatureForms = try input.words("signature_forms") ?? fallback.signatureForms
        }
    }
}
