import CCodelab
import Platform

/// The end of a lease. `duration` counts from `create_at`: the examples of the API pages show that, although their text
/// says otherwise.
extension codelab_lease {
    /// Absent if the lease is disabled or unlimited.
    var endMs: Int64 {
        guard enable != 0, create_at_ms != Absent.integer, duration_ms >= 0 else { return Absent.integer }
        let (end, overflow) = create_at_ms.addingReportingOverflow(duration_ms)
        return overflow ? Absent.integer : end
    }

    /// Returns the time until the end of the lease.
    ///
    /// - Parameter nowMs: the time of the service's clock, which may be absent.
    func leftMs(nowMs: Int64) -> Int64 {
        let endMs = endMs
        guard endMs != Absent.integer, nowMs != Absent.integer else { return Absent.integer }
        let (left, overflow) = endMs.subtractingReportingOverflow(nowMs)
        if overflow { return Absent.integer }
        return left > 0 ? left : 0
    }

    mutating func setDerivedFields(nowMs: Int64) {
        deadline_ms = endMs
        remaining_ms = leftMs(nowMs: nowMs)
    }
}
