/// One user of the simulated service: a project, credentials for it, at most one free instance and any billed ones.
struct User {
    private(set) var identity: Identity
    private(set) var settings: Settings
    /// The free instance.
    var instance: Instance?
    var notebooks: [Instance] = []
    /// The status of the free instance that the first call finds, until that call.
    private var awaited: String?
    var faults = FaultQueue()
    var log = RequestLog()
    var keyLock = KeyLock()

    init(_ identity: Identity, settings: Settings, nowMS: Int64) {
        self.identity = identity
        self.settings = settings
        awaited = settings.existing
        setExtraNotebooks(atMS: serviceTimeMS(nowMS))
    }

    var projectID: String { identity.projectID }

    /// A passcode is valid once: afterwards no passcode is right.
    mutating func usePasscode() {
        if identity.passcode != nil { identity.passcode = "" }
    }

    /// Returns the time of the service's clock for a real time.
    func serviceTimeMS(_ nowMS: Int64) -> Int64 {
        nowMS + settings.clockOffsetMS
    }

    /// Makes the instance that the user has at the first call. Its state begins to change at that call, so that the
    /// call finds the state that was set.
    mutating func makeExisting(atMS nowMS: Int64) {
        guard let status = awaited else { return }
        awaited = nil
        guard instance == nil else { return }
        var setting = settings
        setting.status = status
        instance = Instance(feature: .free, image: .standard, flavor: .free, settings: setting, nowMS: nowMS)
        if status == InstanceStatus.stopping || status == InstanceStatus.deleting {
            instance?.end(as: status, atMS: nowMS)
        }
    }

    /// Advances the user's instances to a time.
    ///
    /// - Parameter nowMS: a time of the service's clock, like all times below.
    mutating func advance(toMS nowMS: Int64) {
        instance?.advance(toMS: nowMS)
        if instance?.isGone == true { instance = nil }
        var hasGone = false
        for index in notebooks.indices where !notebooks[index].isExtra {
            notebooks[index].advance(toMS: nowMS)
            hasGone = hasGone || notebooks[index].isGone
        }
        if hasGone { notebooks.removeAll(where: \.isGone) }
    }

    func find(_ id: String) -> Instance? {
        if let instance, instance.id == id { return instance }
        return notebooks.first { $0.id == id }
    }

    /// Changes one of the instances in place.
    mutating func change<Result>(
        _ id: String, _ body: (inout Instance) throws(ServiceError) -> Result
    ) throws(ServiceError) -> Result {
        if var changed = instance, changed.id == id {
            let result = try body(&changed)
            instance = changed
            return result
        }
        guard let index = notebooks.firstIndex(where: { $0.id == id }) else { throw .noInstance(id) }
        // A changed instance is no longer one of the extra ones.
        notebooks[index].isExtra = false
        return try body(&notebooks[index])
    }

    /// Changes the settings. They apply to the next instance; durations also apply to changes in progress.
    mutating func change(_ value: JSONValue, nowMS: Int64) throws(InputError) {
        let before = settings
        advance(toMS: serviceTimeMS(nowMS))
        try settings.apply(value)
        if settings.existing != before.existing { awaited = settings.existing }
        let (after, serviceMS) = (settings, serviceTimeMS(nowMS))
        instance?.setPace(after, atMS: serviceMS)
        for index in notebooks.indices { notebooks[index].setPace(after, atMS: serviceMS) }
        if after.extraNotebooks != before.extraNotebooks { setExtraNotebooks(atMS: serviceMS) }
    }

    private mutating func setExtraNotebooks(atMS nowMS: Int64) {
        notebooks.removeAll(where: \.isExtra)
        guard let flavor = Flavor.all.first(where: { $0.feature == .billed }) else { return }
        var stopped = settings
        stopped.status = InstanceStatus.stopped
        stopped.failStart = nil
        for number in 0..<settings.extraNotebooks {
            let createdMS = nowMS - Int64(number + 1) * 60_000
            var extra = Instance(
                feature: .billed, image: .standard, flavor: flavor, settings: stopped, nowMS: createdMS)
            extra.name = "extra-\(number + 1)"
            extra.isExtra = true
            notebooks.append(extra)
        }
    }
}
