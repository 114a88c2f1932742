package import Platform
import Synchronization

/// Why an operation ends before it is finished.
package enum Interruption {
    case cancelled
    case deadline
}

/// The deadline and the stop button of an operation.
///
/// The button is an event descriptor that stays readable once it is raised, so it reaches everybody who waits now or
/// later, without a list of them and without a lock: that is also what makes it safe inside a signal handler.
/// (`curl_multi_wakeup()` would need both, and a handle that is known to be alive.)
public struct Cancel: ~Copyable {
    private let triggered = Atomic<Bool>(false)
    private let references = Atomic<Int>(1)
    private let event: Event
    package let deadlineMs: Int64

    /// - Parameter deadlineMs: a time of ``Clock``; `Int64.max` for none.
    package init(deadlineMs: Int64) throws(ResourceExhausted) {
        self.deadlineMs = deadlineMs
        event = try Event()
    }

    var descriptor: Int32 { event.descriptor }

    package var isTriggered: Bool { triggered.load(ordering: .acquiring) }

    package var belongsToThisProcess: Bool { event.belongsToThisProcess }

    package func trigger() {
        if !triggered.exchange(true, ordering: .acquiringAndReleasing) { event.raise() }
    }

    package func retain() { references.wrappingAdd(1, ordering: .relaxed) }

    package static func release(_ cancel: UnsafeMutablePointer<Cancel>) {
        if cancel.pointee.references.wrappingSubtract(1, ordering: .acquiringAndReleasing).newValue == 0 {
            destroy(cancel)
        }
    }
}

/// What bounds one operation: its cancel object, a time limit of its own, both, or nothing.
package struct Bounds {
    private let cancel: UnsafeMutablePointer<Cancel>?
    package let deadlineMs: Int64

    package init(_ cancel: UnsafeMutablePointer<Cancel>?, deadlineMs: Int64 = .max) {
        self.cancel = cancel
        let latestMs = cancel?.pointee.deadlineMs ?? .max
        self.deadlineMs = deadlineMs < latestMs ? deadlineMs : latestMs
    }

    /// -1 for none.
    var event: Int32 { cancel?.pointee.descriptor ?? -1 }

    package func interruption(nowMs: Int64) -> Interruption? {
        if let cancel, cancel.pointee.isTriggered { return .cancelled }
        return nowMs >= deadlineMs && deadlineMs != .max ? .deadline : nil
    }
}
