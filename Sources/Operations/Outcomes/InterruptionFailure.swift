import CCodelab
import Engine
import Platform
import Service

/// Writes the report of an operation that was cancelled or reached its deadline, and returns its failure.
///
/// - Parameter lastStatus: the status of the previous attempt. If that attempt failed, its failure explains why the
///   time was used up.
func interruptionFailure(
    _ interruption: Interruption, _ activity: Literal, attempts: Int32, lastStatus: Int32, isUncertain: Bool,
    _ report: Report
) -> Failure {
    report.reset()
    report.record.pointee.attempts = attempts
    report.record.pointee.retryable = isUncertain || interruption == .cancelled ? 0 : 1
    let group = interruption == .cancelled ? CODELAB_E_CANCELLED : CODELAB_E_DEADLINE
    return report.failure(group) {
        $0.write(activity)
        $0.write(interruption == .cancelled ? " was cancelled" : " did not complete before the deadline")
        if lastStatus < 0 {
            $0.write("; before that, ")
            $0.write(statusText(lastStatus))
        }
        if isUncertain { $0.write("; the service may have carried it out nevertheless: list the instances") }
    }
}
