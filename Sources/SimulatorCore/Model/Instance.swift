/// One notebook instance: the arguments of its creation, its lease, and its state.
///
/// Nothing runs in the background: `advance(toMS:)` computes all changes up to a time.
struct Instance {
    let id = RandomText.uuid()
    let feature: Feature
    let createdMS: Int64
    var name = "notebook_" + RandomText.hex8()
    var description: String?
    var image: Image
    var flavor: Flavor
    var lease: Lease
    /// True if it only fills a list.
    var isExtra = false
    var phase: Phase
    private(set) var pace: Pace

    enum Phase {
        /// Until it is RUNNING or has failed. `beginning` is the status until then, `reason` the reason of a failure.
        case starting(StartClock, beginning: String, reason: String?, token: String)
        /// STOPPING or DELETING.
        case ending(Moment)
        /// Until its lease ends, if it is running.
        case settled(Moment)
        /// The state that a test has set. Only a call changes it.
        case fixed(Moment)
        case gone
    }

    /// The durations of its changes.
    struct Pace {
        var stepMS: Int64
        var stopMS: Int64
        var deleteMS: Int64

        init(_ settings: Settings) {
            stepMS = settings.stepMS
            stopMS = settings.stopMS ?? settings.stepMS
            deleteMS = settings.deleteMS ?? settings.stepMS
        }
    }

    enum Feature: String, CaseIterable {
        /// Free CodeLab, at most one per user.
        case free = "DEFAULT"
        case billed = "NOTEBOOK"
    }

    init(feature: Feature, image: Image, flavor: Flavor, settings: Settings, nowMS: Int64) {
        self.feature = feature
        self.image = image
        self.flavor = flavor
        createdMS = nowMS
        pace = Pace(settings)
        // In the documented example, the lease begins a millisecond before the instance.
        lease = Lease(createdMS: nowMS - 1, spanMS: settings.leaseDurationMS)
        let token = RandomText.uuid()
        if InstanceStatus.startPhases.contains(settings.status) {
            let clock = StartClock(beganMS: nowMS, stepMS: settings.stepMS, fails: settings.failStart != nil)
            phase = .starting(clock, beginning: settings.status, reason: settings.failStart, token: token)
        } else {
            phase = .settled(.beginning(settings, token: token, nowMS: nowMS))
        }
    }

    /// Changes the durations. A start continues with the new ones; stops and deletions in progress get the new
    /// durations.
    mutating func setPace(_ settings: Settings, atMS nowMS: Int64) {
        let before = pace
        pace = Pace(settings)
        guard before.stepMS != pace.stepMS,
            case .starting(var clock, let beginning, let reason, let token) = phase
        else { return }
        clock.setPace(stepMS: pace.stepMS, atMS: nowMS)
        phase = .starting(clock, beginning: beginning, reason: reason, token: token)
    }

    var isGone: Bool {
        if case .gone = phase { true } else { false }
    }
}

/// The variable properties of an instance at one moment.
struct Moment: Equatable {
    var status: String
    var steps: [StepStatus]
    var failReason: String?
    var token: String?
    /// The address of its JupyterLab; nil before it runs.
    var url: Address?
    var updatedMS: Int64

    enum Address: Equatable {
        /// The page that the simulator itself shows for the instance.
        case ownPage
        /// An address that a test has set.
        case given(String)
    }

    /// Returns the state of an instance that does not begin with a start.
    static func beginning(_ settings: Settings, token: String, nowMS: Int64) -> Moment {
        let isRunning = settings.status == InstanceStatus.running
        return Moment(
            status: settings.status,
            steps: Array(repeating: isRunning ? .completed : .waiting, count: StartClock.stepCount),
            failReason: settings.failStart,
            token: token,
            url: isRunning ? .ownPage : nil,
            updatedMS: nowMS)
    }
}

extension Instance {
    /// The state at the last call of `advance(toMS:)`.
    var moment: Moment {
        moment(atMS: nil)
    }

    /// Returns the state at a time.
    ///
    /// - Parameter nowMS: the time; nil for the beginning of the current phase.
    func moment(atMS nowMS: Int64?) -> Moment {
        switch phase {
        case .ending(let moment), .settled(let moment), .fixed(let moment):
            return moment
        case .gone:
            return Moment(status: InstanceStatus.deleted, steps: [], updatedMS: createdMS)
        case .starting(let clock, let beginning, _, let token):
            let tick = nowMS.map { clock.tick(atMS: $0) } ?? 0
            return Moment(
                status: beginning,
                steps: (0..<StartClock.stepCount).map { clock.status(ofStep: $0, atTick: tick) },
                token: token,
                updatedMS: clock.timeMS(ofTick: tick))
        }
    }

    /// Advances the instance to a time, through all phases that have ended since.
    mutating func advance(toMS nowMS: Int64) {
        while let (next, timeMS) = nextPhase(atMS: nowMS) {
            switch next {
            case .settled(let moment) where moment.status == InstanceStatus.running: lease.rebase(atMS: timeMS)
            case .ending: lease.rebase(atMS: timeMS)
            default: break
            }
            phase = next
        }
    }

    /// Returns the next phase that was reached, and when; nil if the current phase continues.
    private func nextPhase(atMS nowMS: Int64) -> (Phase, timeMS: Int64)? {
        switch phase {
        case .starting(let clock, let beginning, let reason, _):
            let tick = clock.tick(atMS: nowMS)
            var moment = moment(atMS: nowMS)
            if clock.isRunning(atTick: tick) {
                moment.status = InstanceStatus.running
                moment.url = .ownPage
            } else if clock.hasFailed(atTick: tick) {
                let isStart = beginning == InstanceStatus.starting
                moment.status = isStart ? InstanceStatus.startFailed : InstanceStatus.createFailed
                moment.failReason = reason
            } else {
                return nil
            }
            return (.settled(moment), moment.updatedMS)
        case .ending(var moment):
            let isDeletion = moment.status == InstanceStatus.deleting
            let endMS = moment.updatedMS + (isDeletion ? pace.deleteMS : pace.stopMS)
            guard endMS <= nowMS else { return nil }
            moment.status = InstanceStatus.stopped
            moment.updatedMS = endMS
            return (isDeletion ? .gone : .settled(moment), endMS)
        case .settled(let moment):
            guard moment.status == InstanceStatus.running, lease.isEnabled, lease.endMS <= nowMS else { return nil }
            let endMS = max(lease.endMS, moment.updatedMS)
            return (.ending(moment.ending(as: InstanceStatus.stopping, atMS: endMS)), endMS)
        case .fixed, .gone:
            return nil
        }
    }
}

extension Moment {
    /// Returns the state of an instance that is stopping or being deleted.
    func ending(as status: String, atMS nowMS: Int64) -> Moment {
        var moment = self
        moment.status = status
        moment.url = nil
        moment.updatedMS = nowMS
        return moment
    }
}
