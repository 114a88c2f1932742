/// The calls about leases.
struct LeaseCalls {
    let request: Request
    let nowMS: Int64

    func show(_ id: String, _ user: User) throws(ServiceError) -> Reply {
        guard let instance = user.find(id) else { throw .noInstance(id) }
        return Reply(json: instance.lease.json)
    }

    /// Renews a lease. A duration in the query takes precedence over the body, and makes the type TIMING.
    func renew(_ id: String, _ user: inout User) throws(ServiceError) -> Reply {
        let query = try Query(request, names: ["duration"])
        let body = try RequestBody(request, names: LeaseWish.names, isOptional: true)
        let wish = try LeaseWish(query, body, user.settings, takesNoEnd: false)
        let nowMS = nowMS
        let lease = try user.change(id) { instance throws(ServiceError) in
            try instance.renew(wish, atMS: nowMS)
            return instance.lease
        }
        return user.settings.renewResponse == .none ? Reply(status: 204) : Reply(json: lease.json)
    }
}

extension LeaseWish {
    /// The fields, in a query and in a body.
    static let names = ["duration", "type"]

    /// - Parameter takesNoEnd: True if -1 is accepted as an unlimited duration.
    init(_ query: Query, _ body: RequestBody, _ settings: Settings, takesNoEnd: Bool) throws(ServiceError) {
        if let duration = try query.integer("duration") {
            try self.init(duration: duration, type: query["type"], settings, takesNoEnd: takesNoEnd)
        } else {
            let type = try body.text("type")
            try self.init(
                duration: body.integer("duration"), type: query["type"] ?? type, settings, takesNoEnd: takesNoEnd)
        }
    }

    /// - Parameter duration: the duration; nil for the default of the service.
    init(duration: Int64?, type: String?, _ settings: Settings, takesNoEnd: Bool) throws(ServiceError) {
        if let duration {
            let isWithoutEnd = takesNoEnd && duration == Lease.withoutEnd
            guard isWithoutEnd || Lease.rangeMS.contains(duration) else { throw .badDuration }
        }
        durationMS = duration ?? settings.leaseDurationMS
        if let type {
            guard let known = LeaseType(rawValue: type.uppercased()) else { throw .invalidValue("type", type) }
            self.type = known
        }
    }
}
