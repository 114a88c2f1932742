import CCodelab
import Engine
import Platform
import Service

/// The steps that switch an instance to another flavor or image: the next request, and the effect of its response.
struct SwitchPlan: ~Copyable {
    enum Stage {
        case looking
        case checkingFlavor
        case checkingImage
        /// - isAsked: True if the stop was requested and the instance is stopping.
        case stopping(isAsked: Bool)
        case changing
        case starting
        /// - isAsked: the deletion has been requested, and is being waited for.
        case deleting(isAsked: Bool)
        case restoring(Restoring)
        /// The instance only has to become ready.
        case over
    }

    /// How an instance is started again as it was, after the switch has failed.
    enum Restoring {
        case changing
        case starting
        case following
    }

    private(set) var stage: Stage
    /// Owned; only in a watch that switches.
    private let switching: UnsafeMutablePointer<Switching>?

    /// - Parameter switching: is owned by the plan from now on.
    init(_ switching: UnsafeMutablePointer<Switching>) {
        stage = .looking
        self.switching = switching
    }

    /// Makes the plan of a watch that only follows an instance, or that starts it if it is stopped.
    init(startsStopped: Bool = false) {
        stage = startsStopped ? .looking : .over
        switching = nil
    }

    deinit {
        if let switching { destroy(switching) }
    }

    var phase: codelab_phase {
        switch stage {
        case .looking: CODELAB_PHASE_LOOKING
        case .checkingFlavor, .checkingImage: CODELAB_PHASE_CHECKING
        case .stopping: CODELAB_PHASE_STOPPING
        case .changing: CODELAB_PHASE_CHANGING
        case .starting: CODELAB_PHASE_STARTING
        case .deleting: CODELAB_PHASE_DELETING
        case .restoring: CODELAB_PHASE_RESTORING
        case .over: CODELAB_PHASE_FOLLOWING
        }
    }

    /// Returns true if the next request only reads the instance.
    var isPolling: Bool {
        switch stage {
        case .looking, .over, .stopping(isAsked: true), .deleting(isAsked: true), .restoring(.following): true
        default: false
        }
    }

    /// Returns true if the next request reads what the instance could be switched to.
    var isChecking: Bool {
        switch stage {
        case .checkingFlavor, .checkingImage: true
        default: false
        }
    }

    /// Returns the request of this stage.
    func spec(_ id: Bytes) throws(ResourceExhausted) -> RequestSpec {
        var kind = CallKind.show
        var subject = id
        var query = ByteBuffer()
        var body = Bytes.none
        let empty = ("{}" as Literal).bytes
        switch stage {
        case .looking, .over, .stopping(isAsked: true), .deleting(isAsked: true), .restoring(.following): break
        case .checkingFlavor:
            kind = .listSwitchableFlavors
            if let switching { query = try switching.pointee.flavorQuery() }
        case .checkingImage:
            kind = .showImage
            if let switching { subject = switching.pointee.request.imageID }
        case .stopping(isAsked: false):
            kind = .stop
            body = empty
        case .changing:
            kind = .update
            if let switching { body = switching.pointee.request.updateBody }
        case .starting:
            kind = .start
            body = empty
            if let switching { try query.append(switching.pointee.request.startQuery) }
        case .deleting(isAsked: false): kind = .delete
        case .restoring(.changing):
            kind = .update
            if let switching { body = switching.pointee.restoringBody }
        case .restoring(.starting):
            kind = .start
            body = empty
        }
        return try RequestSpec(kind, id: subject, query: query.bytes, .copy(body))
    }

    /// Returns true if the response of this stage describes the whole instance. The response of a change may contain
    /// only the changed fields.
    var showsInstance: Bool {
        switch stage {
        case .changing, .restoring(.changing): false
        default: true
        }
    }

    // MARK: - After a response

    /// Advances to the next stage after a response that is not that of a check.
    mutating func advance(_ instance: UnsafePointer<codelab_instance>?) {
        switch stage {
        case .over, .checkingFlavor, .checkingImage, .restoring(.following): return
        case .changing: stage = .starting
        case .starting: stage = .over
        case .looking: if let instance { inspect(instance) }
        case .stopping:
            let isStopped = instance?.pointee.status == Int32(bitPattern: CODELAB_STATUS_STOPPED.rawValue)
            stage = !isStopped ? .stopping(isAsked: true) : switching != nil ? .changing : .starting
        case .deleting: stage = .deleting(isAsked: true)
        case .restoring(.changing): stage = .restoring(.starting)
        case .restoring(.starting): stage = .restoring(.following)
        }
    }

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
        guard let switching, !switching.pointee.isReached(by: instance) else {
            switch status {
            case CODELAB_STATUS_STOPPED: stage = .starting
            case CODELAB_STATUS_STOPPING: stage = .stopping(isAsked: true)
            case CODELAB_STATUS_DELETING: break
            default: stage = .over
            }
            return
        }
        switch status {
        case CODELAB_STATUS_STOPPED, CODELAB_STATUS_RUNNING, CODELAB_STATUS_STOPPING:
            switching.pointee.note(instance)
            stage = switching.pointee.firstCheck ?? stageAfterChecks(switching)
        // The instance is changing to a state in which it can be stopped, or has failed, which the watch handles.
        default: break
        }
    }

    private func stageAfterChecks(_ switching: UnsafeMutablePointer<Switching>) -> Stage {
        switch switching.pointee.status {
        case CODELAB_STATUS_STOPPED: .changing
        case CODELAB_STATUS_STOPPING: .stopping(isAsked: true)
        default: .stopping(isAsked: false)
        }
    }

    /// Advances after the response of a check, or refuses the switch; nothing has been stopped then.
    mutating func check(_ response: UnsafeRawPointer, _ report: Report) throws(Failure) {
        guard let switching else { return }
        if case .checkingFlavor = stage {
            let page = response.assumingMemoryBound(to: codelab_page.self)
            if let next = try switching.pointee.checkFlavor(page, report) {
                stage = next
                return
            }
            if switching.pointee.hasImage {
                stage = .checkingImage
                return
            }
        } else {
            try switching.pointee.checkImage(response.assumingMemoryBound(to: codelab_image.self), report)
        }
        stage = stageAfterChecks(switching)
    }

    // MARK: - After a failure

    /// Returns true if the service code only means that the request of this stage is in progress or done.
    func isDone(_ serviceCode: Bytes) -> Bool {
        switch stage {
        case .stopping(isAsked: false):
            serviceCode == "ModelArts.6307" || serviceCode == "ModelArts.6308" || serviceCode == "ModelArts.6357"
        case .starting, .restoring(.starting):
            serviceCode == "ModelArts.6305" || serviceCode == "ModelArts.6306"
        default: false
        }
    }

    /// Returns true if an instance in that state ends the watch. A stopped instance does not end a switch.
    func isFinal(_ verdict: Goal.Verdict, _ instance: UnsafePointer<codelab_instance>) -> Bool {
        switch stage {
        case .over, .restoring(.following): return verdict != .onTheWay
        case .deleting: return instance.pointee.status == Int32(bitPattern: CODELAB_STATUS_DELETE_FAILED.rawValue)
        default:
            return instance.pointee.isFailed
                || instance.pointee.status == Int32(bitPattern: CODELAB_STATUS_DELETED.rawValue)
        }
    }

    var isRestoring: Bool {
        if case .restoring = stage { return true }
        return false
    }

    /// Plans to start the instance again as it was, if it ran before the switch and the caller did not decline that.
    /// The failure, which is in the record, is kept and reported afterwards.
    mutating func restore(after record: UnsafeMutablePointer<codelab_error>) -> Bool {
        guard let switching, switching.pointee.restores else { return false }
        switch stage {
        case .changing: stage = .restoring(.starting)
        case .starting, .over: stage = .restoring(.changing)
        default: return false
        }
        switching.pointee.failure = record.pointee
        return true
    }

    /// Makes the request that changes the instance back.
    mutating func prepareRestoring(_ report: Report) throws(Failure) {
        guard let switching, case .restoring(.changing) = stage else { return }
        if try !switching.pointee.makeRestoringBody(report) { stage = .restoring(.starting) }
    }

    /// Reports the failure of the switch, after the instance runs again or that has failed, too. The next call tries to
    /// switch again.
    mutating func endRestoring(isRestored: Bool, _ report: Report) -> Failure? {
        guard let switching, isRestoring else { return nil }
        stage = .looking
        return switching.pointee.reportFailure(isRestored: isRestored, report)
    }
}
