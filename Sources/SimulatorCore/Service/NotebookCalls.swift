/// The calls that create an instance or change its state.
struct NotebookCalls {
    let request: Request
    /// A time of the service's clock.
    let nowMS: Int64
    let endpoint: String

    /// Opens the one free instance that a user may have. A second call returns the same one.
    func open(_ user: inout User) throws(ServiceError) -> Reply {
        let wanted = try OpenRequest(request)
        let image = try image(wanted.imageID, user)
        if let instance = user.instance {
            switch user.settings.openExisting {
            case .existing: return try reopen(instance, &user)
            case .refused: throw .instanceExists
            case .quota: throw .instanceLimit
            }
        }
        let instance = made(.free, image: image, flavor: .free, user)
        user.instance = instance
        return reply(instance, user)
    }

    private func reopen(_ instance: Instance, _ user: inout User) throws(ServiceError) -> Reply {
        guard user.settings.openStopped == .starts, instance.moment.status == InstanceStatus.stopped else {
            return reply(instance, user)
        }
        var started = instance
        try started.start(LeaseWish(durationMS: user.settings.leaseDurationMS), settings: user.settings, atMS: nowMS)
        user.instance = started
        return beginning(started, user)
    }

    func create(_ user: inout User) throws(ServiceError) -> Reply {
        let wanted = try CreateRequest(request, user)
        if wanted.feature == .free, user.instance != nil { throw .instanceExists }
        var instance = made(wanted.feature, image: wanted.image, flavor: wanted.flavor, user)
        instance.name = wanted.name
        instance.description = wanted.description
        instance.lease.set(wanted.lease, atMS: nowMS)
        if wanted.feature == .free {
            user.instance = instance
        } else {
            user.notebooks.append(instance)
        }
        return reply(instance, user, status: 201)
    }

    func show(_ id: String, _ user: User) throws(ServiceError) -> Reply {
        guard let instance = user.find(id) else { throw .noInstance(id) }
        var reply = reply(instance, user)
        // Only this call returns the time of the service.
        reply.json?["current_time"] = .integer(nowMS)
        return reply
    }

    /// Starts an instance. `duration` and `type` are in the query or, from older clients, in the body.
    func start(_ id: String, _ user: inout User) throws(ServiceError) -> Reply {
        let query = try Query(request, names: LeaseWish.names)
        let body = try RequestBody(request, names: LeaseWish.names, isOptional: true)
        let settings = user.settings
        let wish = try LeaseWish(query, body, settings, takesNoEnd: true)
        let nowMS = nowMS
        let started = try user.change(id) { instance throws(ServiceError) in
            try instance.start(wish, settings: settings, atMS: nowMS)
            return instance
        }
        return beginning(started, user)
    }

    func stop(_ id: String, _ user: inout User) throws(ServiceError) -> Reply {
        _ = try RequestBody(request, names: [], isOptional: true)
        let nowMS = nowMS
        let stopped = try user.change(id) { instance throws(ServiceError) in
            try instance.stop(atMS: nowMS)
            return instance
        }
        return beginning(stopped, user)
    }

    func delete(_ id: String, _ user: inout User) throws(ServiceError) -> Reply {
        let nowMS = nowMS
        let deleted = try user.change(id) { instance throws(ServiceError) in
            try instance.delete(atMS: nowMS)
            return instance
        }
        return user.settings.deleteResponse == .none ? Reply(status: 204) : beginning(deleted, user)
    }

    private func image(_ id: String?, _ user: User) throws(ServiceError) -> Image {
        guard let id else { return .standard }
        guard let image = Image.find(id, user.settings) else { throw .noImage(id) }
        return image
    }

    private func made(_ feature: Instance.Feature, image: Image, flavor: Flavor, _ user: User) -> Instance {
        var instance = Instance(
            feature: feature, image: image, flavor: flavor, settings: user.settings, nowMS: nowMS)
        instance.advance(toMS: nowMS)
        return instance
    }

    private func reply(_ instance: Instance, _ user: User, status: Int = 200) -> Reply {
        let moment = instance.moment(atMS: nowMS)
        return Reply(status: status, json: instance.json(moment, of: user.identity, endpoint: endpoint))
    }

    /// Returns the state at the beginning of a change, even if the change takes no time.
    private func beginning(_ instance: Instance, _ user: User) -> Reply {
        Reply(json: instance.json(instance.moment, of: user.identity, endpoint: endpoint))
    }
}
