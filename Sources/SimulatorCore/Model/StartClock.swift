/// The statuses of an instance.
public enum InstanceStatus {
    public static let initial = "INIT"
    public static let creating = "CREATING"
    public static let starting = "STARTING"
    public static let running = "RUNNING"
    public static let createFailed = "CREATE_FAILED"
    public static let startFailed = "START_FAILED"
    static let stopping = "STOPPING"
    static let stopped = "STOPPED"
    static let deleting = "DELETING"
    static let deleted = "DELETED"
    static let deleteFailed = "DELETE_FAILED"
    static let snapshotting = "SNAPSHOTTING"
    static let error = "ERROR"
    static let frozen = "FROZEN"

    /// All documented statuses.
    static let documented = [
        initial, creating, starting, stopping, deleting, running, stopped, snapshotting, createFailed, startFailed,
        deleteFailed, error, deleted, frozen,
    ]

    /// The statuses during a start.
    static let startPhases = [initial, creating, starting]
}

/// The statuses of one step of a start.
enum StepStatus: String {
    case waiting = "WAITING"
    case processing = "PROCESSING"
    case failed = "FAILED"
    case completed = "COMPLETED"
}

/// A start as a function of time. Nothing runs in the background: each query computes the state.
///
/// A tick passes every `stepMS`, and each tick changes one state: step 1 to PROCESSING, to COMPLETED, step 2 to
/// PROCESSING, … and, after the four steps, the instance to RUNNING.
struct StartClock: Equatable {
    private(set) var stepMS: Int64
    /// True if the second step (compute) fails.
    let fails: Bool
    /// A time, and the tick at that time.
    private var anchorMS: Int64
    private var anchorTick: Int64 = 0

    static let stepCount = 4
    private static let runningTick = Int64(2 * stepCount + 1)
    private static let failingTick: Int64 = 4

    init(beganMS: Int64, stepMS: Int64, fails: Bool) {
        self.anchorMS = beganMS
        self.stepMS = stepMS
        self.fails = fails
    }

    private var lastTick: Int64 {
        fails ? Self.failingTick : Self.runningTick
    }

    /// Returns the number of ticks that have passed.
    func tick(atMS nowMS: Int64) -> Int64 {
        guard stepMS > 0 else { return lastTick }
        let passed = max(0, nowMS - anchorMS) / stepMS
        return min(lastTick, anchorTick + passed)
    }

    /// Returns the time of a tick.
    func timeMS(ofTick tick: Int64) -> Int64 {
        anchorMS + max(0, tick - anchorTick) * stepMS
    }

    func hasFailed(atTick tick: Int64) -> Bool {
        fails && tick >= Self.failingTick
    }

    func isRunning(atTick tick: Int64) -> Bool {
        !fails && tick >= Self.runningTick
    }

    /// - Parameter index: 0 for the first step.
    func status(ofStep index: Int, atTick tick: Int64) -> StepStatus {
        let begins = Int64(2 * index + 1)
        if tick < begins { return .waiting }
        if tick == begins { return .processing }
        return fails && begins + 1 == Self.failingTick ? .failed : .completed
    }

    /// Continues from the current tick, with another duration of a tick.
    mutating func setPace(stepMS: Int64, atMS nowMS: Int64) {
        let reached = tick(atMS: nowMS)
        // With a duration of 0, all ticks passed at the beginning: keep that time.
        if self.stepMS > 0, reached < lastTick {
            anchorMS = nowMS
        } else {
            anchorMS = timeMS(ofTick: reached)
        }
        anchorTick = reached
        self.stepMS = stepMS
    }
}
