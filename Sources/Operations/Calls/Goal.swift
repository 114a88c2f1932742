import CCodelab
import Platform
import Service

/// The state that a watch waits for.
enum Goal {
    /// The instance goes on running, which is never reached.
    case kept
    case ready
    case stopped
    case deleted

    enum Verdict {
        case reached
        case onTheWay
        /// The instance can no longer reach the goal.
        case missed
    }

    func verdict(_ instance: UnsafePointer<codelab_instance>) -> Verdict {
        let status = codelab_instance_status(UInt32(bitPattern: instance.pointee.status))
        switch self {
        case .kept: return instance.pointee.isOver || instance.pointee.isEnding ? .missed : .onTheWay
        case .ready:
            if instance.pointee.isReady { return .reached }
            return instance.pointee.isOver ? .missed : .onTheWay
        case .stopped:
            if status == CODELAB_STATUS_STOPPED { return .reached }
            return instance.pointee.isFailed || status == CODELAB_STATUS_DELETED ? .missed : .onTheWay
        case .deleted:
            if status == CODELAB_STATUS_DELETED { return .reached }
            // A failed instance can still be deleted.
            return status == CODELAB_STATUS_DELETE_FAILED ? .missed : .onTheWay
        }
    }

    /// Returns true if the failure means that the instance is deleted, and that is the goal. For a GET, ModelArts.6357
    /// ("busy, or already so") means that too; public clients treat it so.
    func isReached(by failure: Failure, _ serviceCode: Bytes) -> Bool {
        self == .deleted && (isGone(failure, serviceCode) || serviceCode == "ModelArts.6357")
    }

    /// Returns true if the failure means that the instance is deleted, and the goal cannot be reached then.
    func isMissed(by failure: Failure, _ serviceCode: Bytes) -> Bool {
        self == .kept && isGone(failure, serviceCode)
    }

    var missedText: Literal {
        switch self {
        case .kept: "the instance cannot be kept alive: "
        case .ready: "the instance cannot become ready: "
        case .stopped: "the instance cannot be stopped: "
        case .deleted: "the instance cannot be deleted: "
        }
    }
}

/// Returns true if the service itself reported that the instance does not exist. A 404 without a service code comes
/// from a gateway, which may only have lost its connection to the service.
func isGone(_ failure: Failure, _ serviceCode: Bytes) -> Bool {
    failure.status == CODELAB_E_NOT_FOUND.rawValue && serviceCode.hasPrefix("ModelArts.")
}
