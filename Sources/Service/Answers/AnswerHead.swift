package import Platform

/// What of an answer is not its body.
package struct AnswerHead {
    package let httpStatus: Int32
    package let contentType: Bytes?
    package let retryAfter: Bytes?
    package let date: Bytes?
    package let requestID: Bytes?

    package init(httpStatus: Int32, contentType: Bytes?, retryAfter: Bytes?, date: Bytes?, requestID: Bytes?) {
        self.httpStatus = httpStatus
        self.contentType = contentType
        self.retryAfter = retryAfter
        self.date = date
        self.requestID = requestID
    }

    package var isSuccess: Bool { httpStatus >= 200 && httpStatus < 300 }

    package var retryAfterMs: Int64? {
        guard let retryAfter else { return nil }
        return Service.retryAfterMs(retryAfter, date: date)
    }
}

/// The largest answer that is taken: ten thousand times what a known one needs.
package var answerLimitBytes: Int { 16 << 20 }
