import CCodelab
import Engine
import Platform
import Service

/// A watch that switches: the checks before the stop, and what happens after a failure that follows it.
extension Watch {
    /// Takes the response of a check. If it refuses the switch, nothing has been stopped.
    mutating func takeCheck(
        _ response: UnsafeMutableRawPointer?, nowMs: Int64, _ record: UnsafeMutablePointer<codelab_error>
    ) {
        guard let response else { return }
        defer { freeResponse(response) }
        do throws(Failure) {
            try switchPlan.check(response, sender.report(record))
        } catch {
            switchPlan.restart()
            lastStatus = error.status
            finish(error.status)
        }
        nextPollMs = nowMs
        setSwitchSpec(record)
    }

    private mutating func setSwitchSpec(_ record: UnsafeMutablePointer<codelab_error>) {
        do throws(ResourceExhausted) {
            spec = try switchPlan.spec(id.bytes)
        } catch {
            runOutOfMemory(record)
        }
    }

    /// Handles a failure that is in the record. If the instance was stopped for the switch, it is started again as it
    /// was, and the failure is reported afterwards. Returns false if it is reported now.
    mutating func restore(
        after status: Int32, nowMs: Int64, _ record: UnsafeMutablePointer<codelab_error>
    ) -> Bool {
        if switchPlan.isRestoring {
            endSwitch(isRestored: false, record)
            return false
        }
        guard switchPlan.restore(after: record) else {
            finish(status)
            return false
        }
        do throws(Failure) {
            try switchPlan.prepareRestoring(sender.report(record))
        } catch {
            endSwitch(isRestored: false, record)
            return false
        }
        end = nil
        nextPollMs = nowMs
        setSwitchSpec(record)
        return true
    }

    /// Reports the failure of the switch, after the instance was started again or that has failed, too.
    mutating func endSwitch(isRestored: Bool, _ record: UnsafeMutablePointer<codelab_error>) {
        guard let failure = switchPlan.endRestoring(isRestored: isRestored, sender.report(record)) else { return }
        end = nil
        finish(failure.status)
        setSwitchSpec(record)
    }
}
