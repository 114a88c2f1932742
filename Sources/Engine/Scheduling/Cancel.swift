package import Platform
import Synchronization

/// Why an operation ends before it is finished.
package enum Interruption {
    case cancelled
    case deadline
}

/// The deadline of an operation, and a flag that cancels it.
///
/// The flag is an event descriptor that stays readable once it is raised. So it reaches all threads that wait now or
/// later, without a list of them and without a lock, and it can be raised in a signal handler. (`curl_multi_wakeup()`
/// would need a list, a lock, and a handle that is known to be alive.)
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

/// The bounds of one operation: its cancel object, a separate time limit, both, or neither.
package struct Bounds {
    private let cancel: UnsafeMutablePointer<Cancel>?
    package let deadlineMs: Int64

    package init(_ cancel: UnsafeMutablePointer<Cancel>?, deadlineMs: Int64 = .max) {
        self.cancel = cancel
        let latestMs = cancel?.pointee.deadlineMs ?? .max
        self.deadlineMs = deadlineMs < latestMs ? deadlineMs : latestMs
    }

    /// The descriptor of the cancel object's event, or -1 if there is none.
    var event: Int32 { cancel?.pointee.descriptor ?? -1 }

    package func interruption(nowMs: Int64) -> Interruption? {
        if let cancel, cancel.pointee.isTriggered { return .cancelled }
        return nowMs >= deadlineMs && deadlineMs != .max ? .deadline : nil
    }
}
