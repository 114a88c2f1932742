import CCodelab
import Platform
import Service

/// The properties of a failure that decide how a call continues.
struct FailureContext {
    let failure: Failure
    let serviceCode: Bytes
    /// True if the service may have carried out this request, or an earlier one of the call.
    let isUncertain: Bool
    let wasUncertain: Bool

    func hasCode(_ first: Literal, _ second: Literal, _ third: Literal = "-") -> Bool {
        serviceCode == first || serviceCode == second || serviceCode == third
    }
}

/// Decides how a call continues after a response that does not settle it: with another request, which finds out more.
struct FollowUp: ~Copyable {
    enum Decision: ~Copyable {
        /// No follow-up: the response is the result; the failure is retried or reported.
        case none
        /// The call has ended. After a failure, it has succeeded after all. After a response, it failed with the first
        /// failure.
        case over
        case other(RequestSpec)
    }

    private enum Stage {
        case first
        case creating
        case listing
        case showing
    }

    private let rule: CallEntry.FollowUpRule
    /// The id of the instance, if the call has one.
    private let id: ByteBuffer
    /// The body that creates the instance if the region does not offer *open*; empty if the caller did not ask for
    /// that.
    private var createBody: RequestBody
    private var stage = Stage.first
    private var firstFailure: UnsafeMutablePointer<codelab_error>?

    init(_ rule: CallEntry.FollowUpRule, id: Bytes = .none) throws(ResourceExhausted) {
        self.rule = rule
        self.id = try terminatedCopy(id)
        createBody = RequestBody()
    }

    /// Makes the follow-up of *open*.
    init(createBody: consuming RequestBody) {
        rule = .open
        id = ByteBuffer()
        self.createBody = createBody
    }

    deinit {
        if let firstFailure { destroy(firstFailure) }
    }

    var isForOpening: Bool { rule == .open }

    // MARK: - After a failure

    mutating func plan(
        after context: FailureContext, _ record: UnsafeMutablePointer<codelab_error>
    ) throws(ResourceExhausted) -> Decision {
        switch rule {
        case .open: return try planOpen(after: context, record)
        case .start:
            // The response of the first request was lost: the second request finds that it was carried out.
            guard stage == .first, context.wasUncertain,
                context.hasCode("ModelArts.6305", "ModelArts.6306", "ModelArts.6357")
            else { return .none }
            return try planShow(id.bytes, record)
        case .stop:
            guard stage == .first, context.wasUncertain,
                context.hasCode("ModelArts.6307", "ModelArts.6308", "ModelArts.6357")
            else { return .none }
            return try planShow(id.bytes, record)
        case .delete:
            return context.wasUncertain && isGone(context.failure, context.serviceCode) ? .over : .none
        case .renewLease, .none: return .none
        }
    }

    private mutating func planOpen(
        after context: FailureContext, _ record: UnsafeMutablePointer<codelab_error>
    ) throws(ResourceExhausted) -> Decision {
        guard stage == .first || stage == .creating else { return .none }
        if stage == .first, context.failure.status == CODELAB_E_NOT_OFFERED.rawValue, !createBody.bytes.isEmpty {
            stage = .creating
            var body = RequestBody()
            swap(&body, &createBody)
            return .other(try RequestSpec(.create, body))
        }
        // Each user has at most one free instance, so the instance found is the one to open.
        guard context.isUncertain || context.hasCode("ModelArts.6301", "ModelArts.6302") else { return .none }
        try keep(record)
        stage = .listing
        return .other(try RequestSpec(.findFreeInstance))
    }

    private mutating func planShow(
        _ id: Bytes, _ record: UnsafeMutablePointer<codelab_error>
    ) throws(ResourceExhausted) -> Decision {
        try keep(record)
        stage = .showing
        return .other(try RequestSpec(.show, id: id))
    }

    private mutating func keep(_ record: UnsafeMutablePointer<codelab_error>) throws(ResourceExhausted) {
        if firstFailure == nil { firstFailure = try allocate(record.pointee) }
    }

    /// Restores the failure that started the search, if there was one.
    func restoreFirstFailure(_ record: UnsafeMutablePointer<codelab_error>) {
        if let firstFailure { record.pointee = firstFailure.pointee }
    }

    // MARK: - After a response

    mutating func plan(afterResponse response: UnsafeMutableRawPointer?) throws(ResourceExhausted) -> Decision {
        if rule == .renewLease, response == nil { return .other(try RequestSpec(.showLease, id: id.bytes)) }
        guard stage == .listing, let response else { return .none }
        let page = UnsafePointer(response.assumingMemoryBound(to: codelab_page.self))
        let billed = Int32(bitPattern: CODELAB_FEATURE_NOTEBOOK.rawValue)
        // A service that ignores the filter also lists billed instances.
        guard page.pointee.total <= 1, pageElementCount(page) == 1, let id = elementID(page, at: 0),
            page.pointee.instances?[0]?.pointee.feature != billed
        else { return .over }
        // An instance of a page is freed with the page, so the instance is requested again alone.
        stage = .showing
        return .other(try RequestSpec(.show, id: Bytes(cString: id)))
    }
}
