package import Platform

/// Looks up headers of a response. For most successful responses no header is read.
package protocol HeaderSource {
    func header(_ name: Literal) -> Bytes?
}

/// The status and the headers of a response.
package struct ResponseHead<Headers: HeaderSource> {
    package let httpStatus: Int32
    /// The time in the request's signature, by the clock of this machine.
    package let signedSeconds: Int64?
    /// The name of the option with the address of the request; `nil` for a call that some regions do not offer.
    let addressField: Literal?
    private let headers: Headers

    package init(httpStatus: Int32, headers: Headers, signedSeconds: Int64? = nil, addressField: Literal? = nil) {
        self.httpStatus = httpStatus
        self.headers = headers
        self.signedSeconds = signedSeconds
        self.addressField = addressField
    }

    package var isSuccess: Bool { httpStatus >= 200 && httpStatus < 300 }

    /// The target of a redirect, without its query, which may contain the state of a login; empty for other responses.
    var redirect: Bytes {
        guard httpStatus >= 300, httpStatus < 400, let target = headers.header("Location") else { return .none }
        return target.prefix(target.firstRange(of: ("?" as Literal).bytes) ?? target.count)
    }

    /// The gateway's id of the request.
    var requestID: Bytes { headers.header("X-Request-Id") ?? .none }

    /// The time of the server's clock, in milliseconds since the epoch.
    package var dateMs: Int64? {
        headers.header("Date").flatMap(httpDateSeconds).map { $0 &* 1000 }
    }

    var retryAfterMs: Int64? {
        guard let value = headers.header("Retry-After") else { return nil }
        return Service.retryAfterMs(value, date: headers.header("Date"))
    }
}

/// The headers of a response without headers.
struct NoHeaders: HeaderSource {
    func header(_ name: Literal) -> Bytes? { nil }
}

/// The size limit of a response: ten thousand times the size of a known one.
package var responseLimitBytes: Int { 16 << 20 }
