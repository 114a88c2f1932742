import CCodelab
import Engine
import Platform
import Service

/// The refusal of a proxy to connect to the service. No part of the request has reached the service.
struct ProxyRefusal {
    /// The time for which a client sends no request after a proxy has rejected its user or password.
    private static var lockoutMs: Int64 { 60_000 }

    let failure: Failure
    let isRetried: Bool

    /// Writes the report. Returns `nil` if no proxy refused.
    @inline(never)
    init?<Finished: FinishedTransfer & ~Copyable>(
        _ transfer: UnsafeMutablePointer<Finished>, _ activity: Literal, _ report: Report
    ) {
        // A SOCKS proxy has no statuses.
        let httpStatus = transfer.pointee.proxyStatus
        if httpStatus == 0, !transfer.pointee.isRefusedBySOCKS { return nil }
        let isAboutUser = httpStatus == 407 || httpStatus == 0
        let isTemporary = httpStatus >= 500 || httpStatus == 408 || httpStatus == 429
        report.record.pointee.curl_code = transfer.pointee.curlCode
        report.record.pointee.http_status = httpStatus
        report.record.pointee.retryable = isTemporary ? 1 : 0
        var failure = report.failure(CODELAB_E_CONNECT) {
            $0.write(activity)
            $0.write(" failed: the proxy (see ")
            $0.write(own: transfer.pointee.proxyName)
            $0.write(isAboutUser ? ") refused its user or password" : ") refused the connection")
            if httpStatus != 0 {
                $0.write(", HTTP ")
                $0.write(Int64(httpStatus))
            }
            $0.write(
                isAboutUser
                    ? "; correct them; the client sends no request for a minute"
                    : (isTemporary ? "; try again later" : "; ask its administrator to allow this host"))
        }
        // Repeated requests with a wrong password make a proxy lock the user out.
        if isAboutUser { failure.lockoutMs = Self.lockoutMs }
        self.failure = failure
        isRetried = isTemporary
    }
}
