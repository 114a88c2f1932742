import CCodelab
import Engine
import Platform
import Service

/// What stands between an instance and the flavor or image that it is to have: which request is next, and what an
/// answer means for that.
struct Switching: ~Copyable {
    enum Stage {
        case looking
        /// - isAsked: the service has been told; what is left is to wait.
        case stopping(isAsked: Bool)
        case changing
        case starting
        /// Nothing is left to do but to wait until it is ready.
        case over
    }

    private(set) var stage: Stage
    private let request: SwitchRequest

    init(_ request: consuming SwitchRequest) {
        stage = .looking
        self.request = request
    }

    /// Of a watch that only follows.
    init() {
        stage = .over
        request = SwitchRequest()
    }

    var phase: codelab_phase {
        switch stage {
        case .looking: CODELAB_PHASE_LOOKING
        case .stopping: CODELAB_PHASE_STOPPING
        case .changing: CODELAB_PHASE_CHANGING
        case .starting: CODELAB_PHASE_STARTING
        case .over: CODELAB_PHASE_FOLLOWING
        }
    }

    /// The request of this stage.
    func plan(_ id: Bytes) throws(OutOfMemory) -> Plan {
        switch stage {
        case .looking, .over, .stopping(isAsked: true): return try .show(id)
        case .stopping(isAsked: false): return try .stop(id)
        case .changing: return try .update(id, try .copy(request.updateBody))
        case .starting: return try .start(id, query: request.startQuery)
        }
    }

    /// Whether the answer of this stage says how the instance is: that of a change may hold only what was changed.
    var showsInstance: Bool {
        if case .changing = stage { return false }
        return true
    }

    /// Moves on after an answer.
    mutating func advance(_ instance: UnsafePointer<codelab_instance>?) {
        switch stage {
        case .over: return
        case .changing: stage = .starting
        case .starting: stage = .over
        case .looking: if let instance { look(instance) }
        case .stopping:
            let isStopped = instance?.pointee.status == Int32(bitPattern: CODELAB_STATUS_STOPPED.rawValue)
            stage = isStopped ? .changing : .stopping(isAsked: true)
        }
    }

    private mutating func look(_ instance: UnsafePointer<codelab_instance>) {
        let status = codelab_instance_status(UInt32(bitPattern: instance.pointee.status))
        if hasAll(instance) {
            stage = status == CODELAB_STATUS_STOPPED ? .starting : .over
            return
        }
        switch status {
        case CODELAB_STATUS_STOPPED: stage = .changing
        case CODELAB_STATUS_RUNNING: stage = .stopping(isAsked: false)
        case CODELAB_STATUS_STOPPING: stage = .stopping(isAsked: true)
        // On its way to somewhere, where it can be stopped; or failed, which the watch sees.
        default: break
        }
    }

    private func hasAll(_ instance: UnsafePointer<codelab_instance>) -> Bool {
        has(request.flavor, instance.pointee.flavor) && has(request.imageID, instance.pointee.image?.pointee.id)
    }

    private func has(_ wanted: Bytes, _ present: UnsafePointer<CChar>?) -> Bool {
        guard !wanted.isEmpty else { return true }
        guard let present else { return false }
        return wanted == Bytes(cString: present)
    }

    /// Whether that refusal only says that what this stage asks for is done, or being done.
    func isDone(_ serviceCode: Bytes) -> Bool {
        switch stage {
        case .stopping(isAsked: false):
            serviceCode == "ModelArts.6307" || serviceCode == "ModelArts.6308" || serviceCode == "ModelArts.6357"
        case .starting:
            serviceCode == "ModelArts.6305" || serviceCode == "ModelArts.6306"
        default: false
        }
    }

    /// Whether an instance in that state ends the watch; while it is being switched, being stopped is no end.
    func isFinal(_ verdict: Goal.Verdict, _ instance: UnsafePointer<codelab_instance>) -> Bool {
        if case .over = stage { return verdict != .onTheWay }
        return instance.pointee.isFailed
            || instance.pointee.status == Int32(bitPattern: CODELAB_STATUS_DELETED.rawValue)
    }
}
