package import Platform

/// The service's description of a failure. The bytes are in the response's ``Block``; each may be empty.
package struct ServiceErrorBody {
    package var code: Bytes = .none
    package var message: Bytes = .none
    package var requestID: Bytes = .none

    package init() {}
}
