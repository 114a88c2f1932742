/// The actions of calls on an instance. Each fails if the state does not allow it.
extension Instance {
    /// Starts the instance, with a new token for this start.
    mutating func start(_ wish: LeaseWish, settings: Settings, atMS nowMS: Int64) throws(ServiceError) {
        switch moment.status {
        case InstanceStatus.stopped, InstanceStatus.startFailed, InstanceStatus.error: break
        case InstanceStatus.running: throw .alreadyRunning(id)
        default: throw busy
        }
        if settings.soldOut.contains(flavor.id) { throw .soldOut(flavor.id) }
        let clock = StartClock(beganMS: nowMS, stepMS: pace.stepMS, fails: settings.failStart != nil)
        phase = .starting(
            clock, beginning: InstanceStatus.starting, reason: settings.failStart, token: RandomText.uuid())
        lease.set(wish, atMS: nowMS)
    }

    mutating func stop(atMS nowMS: Int64) throws(ServiceError) {
        switch moment.status {
        case InstanceStatus.running: break
        case InstanceStatus.stopped: throw .alreadyStopped(id)
        case InstanceStatus.startFailed, InstanceStatus.error: throw .notRunning(id)
        default: throw busy
        }
        end(as: InstanceStatus.stopping, atMS: nowMS)
        lease.rebase(atMS: nowMS)
    }

    mutating func delete(atMS nowMS: Int64) throws(ServiceError) {
        switch moment.status {
        case InstanceStatus.running: throw .stopFirst(id)
        case InstanceStatus.stopped, InstanceStatus.startFailed, InstanceStatus.error, InstanceStatus.createFailed,
            InstanceStatus.deleteFailed, InstanceStatus.frozen:
            break
        default: throw busy
        }
        end(as: InstanceStatus.deleting, atMS: nowMS)
    }

    /// Begins to stop or to delete the instance.
    mutating func end(as status: String, atMS nowMS: Int64) {
        phase = .ending(moment.ending(as: status, atMS: nowMS))
    }

    mutating func renew(_ wish: LeaseWish, atMS nowMS: Int64) throws(ServiceError) {
        guard moment.status == InstanceStatus.running else { throw .notRunning(id) }
        // A renewed lease runs, even if a test had fixed the state.
        if case .fixed(let moment) = phase { phase = .settled(moment) }
        lease.set(wish, atMS: nowMS)
    }

    /// Checks that the instance may be changed. Call it before a change.
    func checkMayChange(_ field: String) throws(ServiceError) {
        guard moment.status == InstanceStatus.stopped else { throw .frozenParameter(field, moment.status) }
    }

    func checkMaySwitch(to wanted: Flavor, settings: Settings) throws(ServiceError) {
        guard wanted.feature == feature else { throw .wrongFeature(wanted.id, feature.rawValue) }
        guard wanted.id != flavor.id else { return }
        guard wanted.suits(self) else { throw .cannotSwitch(id, wanted.id) }
        if settings.soldOut.contains(wanted.id) { throw .soldOut(wanted.id) }
    }

    /// Sets the time of the last change.
    mutating func touch(atMS nowMS: Int64) {
        switch phase {
        case .settled(var moment):
            moment.updatedMS = nowMS
            phase = .settled(moment)
        case .fixed(var moment):
            moment.updatedMS = nowMS
            phase = .fixed(moment)
        case .starting, .ending, .gone:
            break
        }
    }

    /// The error for an action that the current state does not allow.
    private var busy: ServiceError {
        switch moment.status {
        case InstanceStatus.initial, InstanceStatus.creating, InstanceStatus.starting: .beingStarted(id)
        case InstanceStatus.stopping: .beingStopped(id)
        case InstanceStatus.frozen: .frozen(id)
        default: .busy(id)
        }
    }
}
