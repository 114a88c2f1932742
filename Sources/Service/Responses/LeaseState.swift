import CCodelab
import Platform

/// The end of a lease: `duration` counts from `create_at`, seen in the numbers of every page, against what they say.
extension codelab_lease {
    /// Absent when the lease is switched off, or has no end.
    var endMs: Int64 {
        guard enable != 0, create_at_ms != Absent.integer, duration_ms >= 0 else { return Absent.integer }
        let (end, overflow) = create_at_ms.addingReportingOverflow(duration_ms)
        return overflow ? Absent.integer : end
    }

    /// - Parameter nowMs: by the service's clock, which may be absent.
    func leftMs(nowMs: Int64) -> Int64 {
        let endMs = endMs
        guard endMs != Absent.integer, nowMs != Absent.integer else { return Absent.integer }
        let (left, overflow) = endMs.subtractingReportingOverflow(nowMs)
        if overflow { return Absent.integer }
        return left > 0 ? left : 0
    }

    mutating func workOut(nowMs: Int64) {
        deadline_ms = endMs
        remaining_ms = leftMs(nowMs: nowMs)
    }
}
