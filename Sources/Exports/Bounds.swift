import CCodelab
import Engine
import Operations
import Platform
import Service

/// Returns the time `timeoutMs` from now; `.max` for CODELAB_NO_TIMEOUT.
func deadline(_ timeoutMs: Int64) -> Int64 {
    if timeoutMs < 0 { return .max }
    // The clock's milliseconds are rounded down, so add one: the deadline must not be early.
    let (deadline, overflow) = Clock.nowMs().addingReportingOverflow(
        timeoutMs > 0 && timeoutMs < .max ? timeoutMs &+ 1 : timeoutMs)
    return overflow ? .max : deadline
}

/// The bounds of one call. Holds a reference to the cancel object, which the caller may free meanwhile.
struct CallBounds: ~Copyable {
    private let cancel: UnsafeMutablePointer<Cancel>?

    init(_ cancel: UnsafeMutablePointer<Cancel>?) {
        cancel?.pointee.retain()
        self.cancel = cancel
    }

    deinit {
        if let cancel { Cancel.release(cancel) }
    }

    var value: Bounds { Bounds(cancel) }
}

/// The bounds of one submission.
struct SubmitBounds {
    let cancel: UnsafeMutablePointer<Cancel>?
    let deadlineMs: Int64
    let isStep: Bool

    init(_ source: UnsafePointer<codelab_submit_options>?, _ report: Report) throws(Failure) {
        var options = codelab_submit_options()
        try readCallerStruct(source, "options", into: &options, report)
        guard options.flags & ~CODELAB_SUBMIT_STEP == 0 else {
            throw Check.refuse("flags", "has an unknown bit", report)
        }
        isStep = options.flags & CODELAB_SUBMIT_STEP != 0
        guard options.timeout_ms >= -1 else {
            throw Check.refuse("timeout_ms", "must be CODELAB_NO_TIMEOUT, or at least 0", report)
        }
        cancel = try checkCancel(options.cancel, report)
        let ownMs = options.timeout_ms == 0 ? .max : deadline(options.timeout_ms)
        let latestMs = cancel?.pointee.deadlineMs ?? .max
        deadlineMs = ownMs < latestMs ? ownMs : latestMs
    }
}
