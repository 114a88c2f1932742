package import Platform

/// What the service says about a failure. The bytes lie in the answer's ``Block``; each may be empty.
package struct ServiceErrorBody {
    package var code: Bytes = .none
    package var message: Bytes = .none
    package var requestID: Bytes = .none

    package init() {}
}
