package import CCodelab
import Platform

/// Properties derived from an instance, so that all callers derive them in the same way.
extension codelab_instance {
    package var isReady: Bool {
        guard let url else { return false }
        return status == Int32(bitPattern: CODELAB_STATUS_RUNNING.rawValue) && url.pointee != 0
    }

    package var isFailed: Bool {
        switch codelab_instance_status(UInt32(bitPattern: status)) {
        case CODELAB_STATUS_CREATE_FAILED, CODELAB_STATUS_START_FAILED, CODELAB_STATUS_DELETE_FAILED,
            CODELAB_STATUS_ERROR, CODELAB_STATUS_FROZEN:
            true
        default: false
        }
    }

    /// True while the account is in arrears; only its owner can end that.
    package var isFrozen: Bool { status == Int32(bitPattern: CODELAB_STATUS_FROZEN.rawValue) }

    /// True in a state from which the instance will not become ready by itself.
    package var isOver: Bool {
        isFailed || status == Int32(bitPattern: CODELAB_STATUS_STOPPED.rawValue)
            || status == Int32(bitPattern: CODELAB_STATUS_DELETED.rawValue)
    }

    /// True on the way to a state in which it is stopped or gone.
    package var isEnding: Bool {
        status == Int32(bitPattern: CODELAB_STATUS_STOPPING.rawValue)
            || status == Int32(bitPattern: CODELAB_STATUS_DELETING.rawValue)
    }

    package var progressPercent: Int32 {
        if isReady { return 100 }
        // The steps belong to the last start, which may be long ago.
        if isOver || isEnding { return 0 }
        guard let steps = action_progress, action_progress_count > 0 else { return 0 }
        var halves: Int64 = 0
        var index = 0
        while Int64(index) < action_progress_count {
            switch steps[index]?.pointee.status {
            case Int32(bitPattern: CODELAB_STEP_STATUS_COMPLETED.rawValue): halves &+= 2
            case Int32(bitPattern: CODELAB_STEP_STATUS_PROCESSING.rawValue): halves &+= 1
            default: break
            }
            index &+= 1
        }
        // A response is limited to 16 MiB, which limits the count, so the product cannot overflow.
        let percent = halves &* 50 / action_progress_count
        return percent < 99 ? Int32(truncatingIfNeeded: percent) : 99
    }

    /// True if the service will not stop the instance by itself.
    package var isUnlimited: Bool {
        guard let lease else { return false }
        return lease.pointee.enable == 0 || lease.pointee.duration_ms == -1
    }

    package var leaseDeadlineMs: Int64 { lease?.pointee.endMs ?? Absent.integer }

    /// Returns the remaining time of the lease.
    ///
    /// - Parameter elapsedMs: the time since the response arrived, by this machine's clock.
    package func leaseRemainingMs(elapsedMs: Int64) -> Int64 {
        guard let lease, current_time_ms != Absent.integer else { return Absent.integer }
        let (nowMs, overflow) = current_time_ms.addingReportingOverflow(elapsedMs)
        return overflow ? Absent.integer : lease.pointee.leftMs(nowMs: nowMs)
    }
}
