import CCodelab
import Engine
import Platform
import Service

/// The steps that switch an instance to another flavor or image: the next request, and the effect of its response.
struct SwitchPlan: ~Copyable {
    enum Stage {
        case looking
        /// - isAsked: True if the stop was requested and the instance is stopping.
        case stopping(isAsked: Bool)
        case changing
        case starting
        /// - isAsked: the deletion has been requested, and is being waited for.
        case deleting(isAsked: Bool)
        /// The instance only has to become ready.
        case over
    }

    private(set) var stage: Stage
    private let request: SwitchRequest

    init(_ request: consuming SwitchRequest) {
        stage = .looking
        self.request = request
    }

    /// Makes the plan of a watch that only follows an instance.
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
        case .deleting: CODELAB_PHASE_DELETING
        case .over: CODELAB_PHASE_FOLLOWING
        }
    }

    /// Returns true if the next request only reads the instance.
    var isPolling: Bool {
        switch stage {
        case .looking, .over, .stopping(isAsked: true), .deleting(isAsked: true): true
        case .stopping(isAsked: false), .changing, .starting, .deleting(isAsked: false): false
        }
    }

    /// Returns the request of this stage.
    func spec(_ id: Bytes) throws(ResourceExhausted) -> RequestSpec {
        switch stage {
        case .looking, .over, .stopping(isAsked: true), .deleting(isAsked: true): try RequestSpec(.show, id: id)
        case .deleting(isAsked: false): try RequestSpec(.delete, id: id)
        case .stopping(isAsked: false): try RequestSpec(.stop, id: id, .emptyObject())
        case .changing: try RequestSpec(.update, id: id, .copy(request.updateBody))
        case .starting: try RequestSpec(.start, id: id, query: request.startQuery, .emptyObject())
        }
    }

    /// Returns true if the response of this stage describes the whole instance. The response of a change may contain
    /// only the changed fields.
    var showsInstance: Bool {
        if case .changing = stage { return false }
        return true
    }

    /// Advances to the next stage after a response.
    mutating func advance(_ instance: UnsafePointer<codelab_instance>?) {
        switch stage {
        case .over: return
        case .changing: stage = .starting
        case .starting: stage = .over
        case .looking: if let instance { inspect(instance) }
        case .stopping:
            let isStopped = instance?.pointee.status == Int32(bitPattern: CODELAB_STATUS_STOPPED.rawValue)
            stage = !isStopped ? .stopping(isAsked: true) : changesSomething ? .changing : .starting
        case .deleting: stage = .deleting(isAsked: true)
        }
    }

    private var changesSomething: Bool { !request.flavor.isEmpty || !request.imageID.isEmpty }

    /// Begins again: the next request reads the instance.
    mutating func restart() { stage = .looking }

    /// Plans the deletion of the instance. Returns false if that has been tried.
    mutating func delete() -> Bool {
        if case .deleting = stage { return false }
        stage = .deleting(isAsked: false)
        return true
    }

    private mutating func inspect(_ instance: UnsafePointer<codelab_instance>) {
        let status = codelab_instance_status(UInt32(bitPattern: instance.pointee.status))
        if hasAll(instance) {
            switch status {
            case CODELAB_STATUS_STOPPED: stage = .starting
            case CODELAB_STATUS_STOPPING: stage = .stopping(isAsked: true)
            case CODELAB_STATUS_DELETING: break
            default: stage = .over
            }
            return
        }
        switch status {
        case CODELAB_STATUS_STOPPED: stage = .changing
        case CODELAB_STATUS_RUNNING: stage = .stopping(isAsked: false)
        case CODELAB_STATUS_STOPPING: stage = .stopping(isAsked: true)
        // The instance is changing to a state in which it can be stopped, or has failed, which the watch handles.
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

    /// Returns true if the service code only means that the request of this stage is in progress or done.
    func isDone(_ serviceCode: Bytes) -> Bool {
        switch stage {
        case .stopping(isAsked: false):
            serviceCode == "ModelArts.6307" || serviceCode == "ModelArts.6308" || serviceCode == "ModelArts.6357"
        case .starting:
            serviceCode == "ModelArts.6305" || serviceCode == "ModelArts.6306"
        default: false
        }
    }

    /// Returns true if an instance in that state ends the watch. A stopped instance does not end a switch.
    func isFinal(_ verdict: Goal.Verdict, _ instance: UnsafePointer<codelab_instance>) -> Bool {
        if case .over = stage { return verdict != .onTheWay }
        if case .deleting = stage {
            return instance.pointee.status == Int32(bitPattern: CODELAB_STATUS_DELETE_FAILED.rawValue)
        }
        return instance.pointee.isFailed
            || instance.pointee.status == Int32(bitPattern: CODELAB_STATUS_DELETED.rawValue)
    }
}
