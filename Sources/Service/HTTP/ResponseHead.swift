package import Platform

/// Looks up headers of a response. For most successful responses no header is read.
package protocol HeaderSource {
    func header(_ name: Literal) -> Bytes?
}

/// What of an answer is not its body.
package struct ResponseHead<Headers: HeaderSource> {
    package let httpStatus: Int32
    /// When the request was signed, by the clock of this machine.
    package let signedSeconds: Int64?
    /// Which option names the address that was asked; `nil` for a call that some regions do not offer.
    let addressField: Literal?
    private let headers: Headers

    package init(httpStatus: Int32, headers: Headers, signedSeconds: Int64? = nil, addressField: Literal? = nil) {
        self.httpStatus = httpStatus
        self.headers = headers
        self.signedSeconds = signedSeconds
        self.addressField = addressField
    }

    package var isSuccess: Bool { httpStatus >= 200 && httpStatus < 300 }

    /// Where a redirect points, without its query, which may hold the state of a login; empty for any other response.
    var redirect: Bytes {
        guard httpStatus >= 300, httpStatus < 400, let target = headers.header("Location") else { return .none }
        return target.prefix(target.firstRange(of: ("?" as Literal).bytes) ?? target.count)
    }

    /// The gateway's name for the exchange.
    var requestID: Bytes { headers.header("X-Request-Id") ?? .none }

    /// The server's clock, in milliseconds since the epoch.
    package var dateMs: Int64? {
        headers.header("Date").flatMap(httpDateSeconds).map { $0 &* 1000 }
    }

    var retryAfterMs: Int64? {
        guard let value = headers.header("Retry-After") else { return nil }
        return Service.retryAfterMs(value, date: headers.header("Date"))
    }
}

/// An answer that came without headers.
struct NoHeaders: HeaderSource {
    func header(_ name: Literal) -> Bytes? { nil }
}

/// The largest answer that is taken: ten thousand times what a known one needs.
package var responseLimitBytes: Int { 16 << 20 }
