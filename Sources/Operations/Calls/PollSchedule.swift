package import CCodelab
import Platform
package import Service

/// The delays between the polls of an instance. They grow while nothing changes, and start anew after a change.
package struct PollSchedule {
    /// The state to wait for.
    private(set) var goal: Goal
    private let firstDelayMs: Int64
    private let growthPercent: Int64
    private let ceilingMs: Int64
    private let jitterPercent: Int64
    private var delayMs: Int64
    private var jitter: Jitter

    /// Checks the options. The defaults suit a start of one to two minutes: about twenty polls, and a change is noticed
    /// within five seconds.
    package init(_ source: UnsafePointer<codelab_watch_options>?, _ report: Report) throws(Failure) {
        var options = codelab_watch_options()
        try readCallerStruct(source, "options", into: &options, report)
        switch codelab_until(UInt32(bitPattern: options.until)) {
        case CODELAB_UNTIL_READY: goal = .ready
        case CODELAB_UNTIL_STOPPED: goal = .stopped
        case CODELAB_UNTIL_DELETED: goal = .deleted
        default: throw Check.refuse("until", "is not a value of enum codelab_until", report)
        }
        let hour: Int64 = 3_600_000
        growthPercent = try Check.number(
            Int64(options.growth_percent), "growth_percent", from: 100, to: 1000, default: 150, report)
        firstDelayMs = try Check.number(
            options.first_delay_ms, "first_delay_ms", from: 1, to: hour, default: 1000, report)
        let ceiling = try Check.number(options.ceiling_ms, "ceiling_ms", from: 1, to: hour, default: 5000, report)
        ceilingMs = ceiling < firstDelayMs ? firstDelayMs : ceiling
        if options.jitter_percent == -1 {
            jitterPercent = 0
        } else {
            jitterPercent = try Check.number(
                Int64(options.jitter_percent), "jitter_percent", from: 1, to: 100, default: 20, report)
        }
        delayMs = firstDelayMs
        jitter = Jitter()
    }

    /// The schedule of a watch that keeps an instance alive: the delays after failures, and while the instance starts.
    init(keeping report: Report) throws(Failure) {
        try self.init(nil, report)
        goal = .kept
    }

    mutating func restart() { delayMs = firstDelayMs }

    /// Returns the next delay, and increases the one after it. All factors are bounded, so nothing can overflow.
    mutating func nextDelayMs() -> Int64 {
        let delay = delayMs
        let grown = delay &* growthPercent / 100
        delayMs = grown < ceilingMs ? grown : ceilingMs
        return delay &- jitter.upTo(delay &* jitterPercent / 100)
    }
}
