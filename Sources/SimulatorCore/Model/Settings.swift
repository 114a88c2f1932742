/// How the instances of one user behave.
public struct Settings: Sendable, Equatable {
    /// How long each state of a start lasts; 0: an instance runs as soon as it is opened.
    public var stepMS: Int64
    /// Why a start fails; nil: it does not.
    public var failStart: String?
    /// The status a new instance begins with. Any text, so that words of the future can be tried.
    public var status: String

    public init(stepMS: Int64 = 1000, failStart: String? = nil, status: String = InstanceStatus.creating) {
        self.stepMS = stepMS
        self.failStart = failStart
        self.status = status
    }

    /// What a step may last: a day at most.
    public static let stepRangeMS: ClosedRange<Int64> = 0...86_400_000
}

extension Settings {
    /// Takes over what is given and leaves the rest; a null goes back to the default.
    mutating func apply(_ value: JSONValue) throws(InputError) {
        let input = try InputReader(value, what: "settings", keys: ["step_ms", "fail_start", "status"])
        var changed = self
        let fallback = Settings()
        if input.has("step_ms") {
            changed.stepMS = try input.integer("step_ms", in: Self.stepRangeMS) ?? fallback.stepMS
        }
        if input.has("fail_start") { changed.failStart = try input.string("fail_start") }
        if input.has("status") { changed.status = try input.string("status") ?? fallback.status }
        self = changed
    }
}
