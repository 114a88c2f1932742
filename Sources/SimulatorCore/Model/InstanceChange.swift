/// A change that a test requests. The outer optional says whether a field changes, the inner one its new value, or nil
/// to remove it.
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

extension Instance {
    /// Changes the instance. Its state and its lease are then fixed until a call changes it.
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
