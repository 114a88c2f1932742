/// One notebook instance: what it was made with, and either a clock that moves it or what it was told to be.
struct Instance {
    let id = RandomText.uuid()
    let name = "notebook_" + RandomText.hex8()
    let imageID: String
    let createdMS: Int64
    let owner: Owner
    /// The service's token for its page: made for this start.
    private let token: String
    private var phase: Phase

    private enum Phase {
        /// Until RUNNING or failed; `beginning` is the status on the way, `reason` what a failure says.
        case starting(StartClock, beginning: String, reason: String?)
        case fixed(Moment)
    }

    /// Whose it is, as the answer tells.
    struct Owner {
        let userID = RandomText.hex32()
        let domainID = RandomText.hex32()
    }

    static let defaultImageID = "e1a07296-22a8-4f05-8bc8-e936c8e54090"
    static let leaseMS: Int64 = 3_600_000

    init(owner: Owner, imageID: String?, settings: Settings, nowMS: Int64) {
        self.owner = owner
        self.imageID = imageID ?? Self.defaultImageID
        self.createdMS = nowMS
        let token = RandomText.uuid()
        self.token = token
        if InstanceStatus.underWay.contains(settings.status) {
            let clock = StartClock(beganMS: nowMS, stepMS: settings.stepMS, fails: settings.failStart != nil)
            phase = .starting(clock, beginning: settings.status, reason: settings.failStart)
        } else {
            phase = .fixed(.beginning(settings, token: token, nowMS: nowMS))
        }
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
    var leaseDurationMS: Int64

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
            updatedMS: nowMS,
            leaseDurationMS: Instance.leaseMS)
    }
}

extension Instance {
    func moment(atMS nowMS: Int64) -> Moment {
        switch phase {
        case .fixed(let moment):
            return moment
        case .starting(let clock, let beginning, let reason):
            return moment(of: clock, atMS: nowMS, beginning: beginning, reason: reason)
        }
    }

    private func moment(of clock: StartClock, atMS nowMS: Int64, beginning: String, reason: String?) -> Moment {
        let tick = clock.tick(atMS: nowMS)
        let updatedMS = clock.timeMS(ofTick: tick)
        var moment = Moment(
            status: beginning,
            steps: (0..<StartClock.stepCount).map { clock.status(ofStep: $0, atTick: tick) },
            token: token,
            updatedMS: updatedMS,
            leaseDurationMS: Self.leaseMS)
        if clock.isRunning(atTick: tick) {
            moment.status = InstanceStatus.running
            moment.url = .ownPage
            // The service counts a lease from the creation, so a full hour from now on is the elapsed time and an hour.
            moment.leaseDurationMS = updatedMS - leaseCreatedMS + Self.leaseMS
        } else if clock.hasFailed(atTick: tick) {
            moment.status =
                beginning == InstanceStatus.starting ? InstanceStatus.startFailed : InstanceStatus.createFailed
            moment.failReason = reason
        }
        return moment
    }

    /// The documented example has its lease begin a millisecond before the instance.
    var leaseCreatedMS: Int64 { createdMS - 1 }

    /// Lets a start go on at another pace; an instance that stands still does so.
    mutating func setPace(stepMS: Int64, atMS nowMS: Int64) {
        guard case .starting(var clock, let beginning, let reason) = phase else { return }
        clock.setPace(stepMS: stepMS, atMS: nowMS)
        phase = .starting(clock, beginning: beginning, reason: reason)
    }

    /// Changes it as from outside. Its clock stands still from then on.
    mutating func apply(_ change: InstanceChange, atMS nowMS: Int64) {
        var moment = moment(atMS: nowMS)
        if let status = change.status { moment.status = status }
        if let url = change.url { moment.url = url.map(Moment.Address.given) }
        if let token = change.token { moment.token = token }
        if let failReason = change.failReason { moment.failReason = failReason }
        moment.updatedMS = nowMS
        phase = .fixed(moment)
    }
}

/// What a test wants to be otherwise. The outer optional: whether; the inner one: to what, nil taking it away.
struct InstanceChange: Equatable {
    var status: String?
    var url: String??
    var token: String??
    var failReason: String??

    init(_ value: JSONValue) throws(InputError) {
        let input = try InputReader(
            value, what: "instance", keys: ["status", "url", "token", "fail_reason"])
        status = try input.string("status")
        if input.has("url") { url = .some(try input.string("url")) }
        if input.has("token") { token = .some(try input.string("token")) }
        if input.has("fail_reason") { failReason = .some(try input.string("fail_reason")) }
    }
}
