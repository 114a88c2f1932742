/// One user of the simulated service: a project, a token for it, and at most one instance.
struct User {
    let projectID: String
    let token: String
    let owner = Instance.Owner()
    var settings: Settings
    var instance: Instance?
    var faults = FaultQueue()
    var log = RequestLog()

    /// Opens the one instance that a user may have: a second time, that is the same one.
    mutating func open(imageID: String?, nowMS: Int64) -> Instance {
        if let instance { return instance }
        let opened = Instance(owner: owner, imageID: imageID, settings: settings, nowMS: nowMS)
        instance = opened
        return opened
    }

    /// New settings are those of the next instance; the pace also of the start that is under way.
    mutating func change(_ value: JSONValue, nowMS: Int64) throws(InputError) {
        let paceBefore = settings.stepMS
        try settings.apply(value)
        if settings.stepMS != paceBefore {
            instance?.setPace(stepMS: settings.stepMS, atMS: nowMS)
        }
    }
}
