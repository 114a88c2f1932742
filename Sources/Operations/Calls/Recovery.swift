import CCodelab
import Platform
import Service

/// What a failure was, as far as it decides how a call goes on.
struct Situation {
    let failure: Failure
    let serviceCode: Bytes
    /// The request may have been carried out, this time or an earlier time.
    let isUncertain: Bool
    let wasUncertain: Bool

    func hasCode(_ first: Literal, _ second: Literal, _ third: Literal = "-") -> Bool {
        serviceCode == first || serviceCode == second || serviceCode == third
    }
}

/// Where a call goes from an answer that does not settle it: to another request, which tells more.
struct Recovery: ~Copyable {
    enum Kind {
        case none
        case open
        case start
        case stop
        case delete
        case renewLease
    }

    enum Decision: ~Copyable {
        /// Nothing special: the answer is the result, the failure is retried or told.
        case none
        /// The call is over. After a failure: it has succeeded all the same. After an answer: it is no result.
        case over
        case other(Plan)
    }

    private enum Stage {
        case first
        case creating
        case listing
        case showing
    }

    private let kind: Kind
    /// The instance's, where there is one.
    private let id: ByteBuffer
    /// What to create the instance with, where the region does not offer to open one; empty: not asked for.
    private var createBody: RequestBody
    private var stage = Stage.first
    private var firstFailure: UnsafeMutablePointer<codelab_error>?

    init(_ kind: Kind, id: Bytes = .none) throws(OutOfMemory) {
        self.kind = kind
        self.id = try terminatedCopy(id)
        createBody = RequestBody()
    }

    /// Of *open*.
    init(createBody: consuming RequestBody) {
        kind = .open
        id = ByteBuffer()
        self.createBody = createBody
    }

    deinit {
        if let firstFailure { destroy(firstFailure) }
    }

    var isForOpening: Bool { kind == .open }

    // MARK: - After a failure

    mutating func plan(
        after situation: Situation, _ record: UnsafeMutablePointer<codelab_error>
    ) throws(OutOfMemory) -> Decision {
        switch kind {
        case .open: return try planOpen(after: situation, record)
        case .start:
            // Lost was the answer, not the request: the second one finds it done.
            guard stage == .first, situation.wasUncertain,
                situation.hasCode("ModelArts.6305", "ModelArts.6306", "ModelArts.6357")
            else { return .none }
            return try planShow(id.bytes, record)
        case .stop:
            guard stage == .first, situation.wasUncertain,
                situation.hasCode("ModelArts.6307", "ModelArts.6308", "ModelArts.6357")
            else { return .none }
            return try planShow(id.bytes, record)
        case .delete:
            return situation.wasUncertain && isGone(situation.failure, situation.serviceCode) ? .over : .none
        case .renewLease, .none: return .none
        }
    }

    private mutating func planOpen(
        after situation: Situation, _ record: UnsafeMutablePointer<codelab_error>
    ) throws(OutOfMemory) -> Decision {
        guard stage == .first || stage == .creating else { return .none }
        if stage == .first, situation.failure.status == CODELAB_E_NOT_OFFERED.rawValue, !createBody.bytes.isEmpty {
            stage = .creating
            var body = RequestBody()
            swap(&body, &createBody)
            return .other(try Plan.create(body))
        }
        // There is at most one free instance for each user: it is the one that was meant.
        guard situation.isUncertain || situation.hasCode("ModelArts.6301", "ModelArts.6302") else { return .none }
        try keep(record)
        stage = .listing
        return .other(try Plan.listFree())
    }

    private mutating func planShow(
        _ id: Bytes, _ record: UnsafeMutablePointer<codelab_error>
    ) throws(OutOfMemory) -> Decision {
        try keep(record)
        stage = .showing
        return .other(try Plan.show(id))
    }

    private mutating func keep(_ record: UnsafeMutablePointer<codelab_error>) throws(OutOfMemory) {
        if firstFailure == nil { firstFailure = try allocate(record.pointee) }
    }

    /// Writes the failure back that began the search, if there was one.
    func restoreFirstFailure(_ record: UnsafeMutablePointer<codelab_error>) {
        if let firstFailure { record.pointee = firstFailure.pointee }
    }

    // MARK: - After an answer

    mutating func plan(afterAnswer answer: UnsafeMutableRawPointer?) throws(OutOfMemory) -> Decision {
        if kind == .renewLease, answer == nil { return .other(try Plan.showLease(id.bytes)) }
        guard stage == .listing, let answer else { return .none }
        let page = UnsafePointer(answer.assumingMemoryBound(to: codelab_page.self))
        let billed = Int32(bitPattern: CODELAB_FEATURE_NOTEBOOK.rawValue)
        // A service that ignores the filter lists billed instances as well.
        guard page.pointee.total <= 1, pageElementCount(page) == 1, let id = elementID(page, at: 0),
            page.pointee.instances?[0]?.pointee.feature != billed
        else { return .over }
        // An instance of a page goes with its page: it is read once more, alone.
        stage = .showing
        return .other(try Plan.show(Bytes(cString: id)))
    }
}
