package import CCodelab
import CSchema
package import Platform

extension RequestBody {
    /// Returns the body of *renew*: `{"duration":…,"type":…}` with the values that the caller set.
    package static func renew(
        _ source: UnsafePointer<codelab_lease_request>?, _ report: Report
    ) throws(Failure) -> RequestBody {
        try renew(LeaseRequest(source, allowsEndless: false, report), report)
    }

    static func renew(_ request: LeaseRequest, _ report: Report) throws(Failure) -> RequestBody {
        var writer = try BodyWriter(report)
        if request.durationMs != 0 { try writer.member("duration", request.durationMs) }
        try writer.member("type", ifGiven: enumName(cschema_lease_type_names(), request.type))
        return try writer.finish()
    }
}

/// Returns the query of *start*: `?duration=…&type=…` with the values that the caller set, and a NUL.
package func startQuery(
    _ source: UnsafePointer<codelab_lease_request>?, _ report: Report
) throws(Failure) -> ByteBuffer {
    try startQuery(LeaseRequest(source, allowsEndless: true, report), report)
}

func startQuery(_ request: LeaseRequest, _ report: Report) throws(Failure) -> ByteBuffer {
    var query = QueryWriter(report)
    if request.durationMs != 0 { try query.member("duration", request.durationMs) }
    // Lower case here, upper case in the body of *renew*, as in the pages of the two calls.
    switch codelab_lease_type(UInt32(bitPattern: request.type)) {
    case CODELAB_LEASE_TYPE_TIMING: try query.member("type", ("timing" as Literal).bytes)
    case CODELAB_LEASE_TYPE_IDLE: try query.member("type", ("idle" as Literal).bytes)
    default: break
    }
    return try query.finish()
}

/// The checked arguments of a lease.
struct LeaseRequest {
    let type: Int32
    let durationMs: Int64

    init(
        _ source: UnsafePointer<codelab_lease_request>?, allowsEndless: Bool, _ report: Report
    ) throws(Failure) {
        var request = codelab_lease_request()
        try readCallerStruct(source, "lease", into: &request, report)
        try Check.choice(request.type, "type", upTo: Int32(CODELAB_LEASE_TYPE_IDLE.rawValue), report)
        try Check.leaseDuration(request.duration_ms, allowsEndless: allowsEndless, report)
        type = request.type
        durationMs = request.duration_ms
    }

    init(durationMs: Int64, allowsEndless: Bool, _ report: Report) throws(Failure) {
        try Check.leaseDuration(durationMs, allowsEndless: allowsEndless, report)
        type = 0
        self.durationMs = durationMs
    }
}
