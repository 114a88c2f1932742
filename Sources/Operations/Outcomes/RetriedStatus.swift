/// Returns true if the status means that the same request may succeed later.
func isRetriedStatus(_ status: Int32, isIdempotent: Bool) -> Bool {
    switch status {
    case 408, 429, 503: true
    default: isIdempotent && isUncertainStatus(status)
    }
}

/// Returns true if the status means that a gateway received no usable response from the service: the service may have
/// carried out the request. Gateways use their own numbers for this, from 520 on.
func isUncertainStatus(_ status: Int32) -> Bool {
    status == 502 || status == 504 || (status >= 520 && status < 600)
}
