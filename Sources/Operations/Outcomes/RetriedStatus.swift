/// Returns true for a status by which the service, or a gateway, asks for the same request later.
func isRetriedStatus(_ status: Int32, isIdempotent: Bool) -> Bool {
    switch status {
    case 408, 429, 503: true
    default: isIdempotent && isUncertainStatus(status)
    }
}

/// Returns true for a status by which a gateway says that it has no usable response of the service: the request may have
/// been carried out. From 520 on, gateways have their own numbers for that.
func isUncertainStatus(_ status: Int32) -> Bool {
    status == 502 || status == 504 || (status >= 520 && status < 600)
}
