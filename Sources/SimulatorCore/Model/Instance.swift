/// One notebook instance: what it was made with, its lease, and where it stands in its life.
///
/// Nothing runs in the background: `advance(toMS:)` catches up with all that the time has brought.
struct Instance {
    let id = RandomText.uuid()
    let feature: Feature
    let createdMS: Int64
    var name = "notebook_" + RandomText.hex8()
    var description: String?
    var image: Image
    var flavor: Flavor
    var lease: Lease
    /// Whether it is one of those that only fill a list.
    var isExtra = false
    var phase: Phase
    private(set) var pace: Pace

    enum Phase {
        /// Until RUNNING or failed; `beginning` is the status on the way, `reason` what a failure says.
        case starting(StartClock, beginning: String, reason: String?, token: String)
        /// STOPPING or DELETING.
        case ending(Moment)
        /// Until its lease runs out, if it runs.
        case settled(Moment)
        /// What a test has set it to: nothing but a call moves it.
        case fixed(Moment)
        case gone
    }

    /// How long its changes take.
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
        /// Free CodeLab, at most one a user.
        case free = "DEFAULT"
        case billed = "NOTEBOOK"
    }

    init(feature: Feature, image: Image, flavor: Flavor, settings: Settings, nowMS: Int64) {
        self.feature = feature
        self.image = image
        self.flavor = flavor
        createdMS = nowMS
        pace = Pace(settings)
        // The documented example has its lease begin a millisecond before the instance.
        lease = Lease(createdMS: nowMS - 1, spanMS: settings.leaseDurationMS)
        let token = RandomText.uuid()
        if InstanceStatus.underWay.contains(settings.status) {
            let clock = StartClock(beganMS: nowMS, stepMS: settings.stepMS, fails: settings.failStart != nil)
            phase = .starting(clock, beginning: settings.status, reason: settings.failStart, token: token)
        } else {
            phase = .settled(.beginning(settings, token: token, nowMS: nowMS))
        }
    }

    /// Lets a start go on at another pace; stops and deletions under way last as long as the new pace says.
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

/// What can change about an instance, at one moment.
struct Moment: Equatable {
    var status: String
    var steps: [StepStatus]
    var failReason: String?
    var token: String?
    /// Where its JupyterLab is; nil before it runs.
    var url: Address?
    var updatedMS: Int64

    enum Address: Equatable {
        /// The page that the simulator itself shows for the instance.
        case ownPage
        /// What a test has set.
        case given(String)
    }

    /// What an instance is that begins elsewhere than at a start.
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
    /// What it was when it was last caught up with.
    var moment: Moment {
        moment(atMS: nil)
    }

    /// - Parameter nowMS: nil: the beginning of what it is doing.
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

    /// Catches up with the time: what has ended since is followed by what comes next.
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

    /// What it has become since, and when; nil: nothing else.
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
    /// The same on its way down.
    func ending(as status: String, atMS nowMS: Int64) -> Moment {
        var moment = self
        moment.status = status
        moment.url = nil
        moment.updatedMS = nowMS
        return moment
    }
}
