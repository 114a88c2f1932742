import CCodelab
package import Platform

/// Returns the name of a status in the header.
package func statusName(_ status: Int32) -> Literal {
    switch codelab_status(status) {
    case CODELAB_OK: "CODELAB_OK"
    case CODELAB_DONE: "CODELAB_DONE"
    case CODELAB_E_ARGUMENT: "CODELAB_E_ARGUMENT"
    case CODELAB_E_STATE: "CODELAB_E_STATE"
    case CODELAB_E_NO_MEMORY: "CODELAB_E_NO_MEMORY"
    case CODELAB_E_CANCELLED: "CODELAB_E_CANCELLED"
    case CODELAB_E_DEADLINE: "CODELAB_E_DEADLINE"
    case CODELAB_E_RESOLVE: "CODELAB_E_RESOLVE"
    case CODELAB_E_CONNECT: "CODELAB_E_CONNECT"
    case CODELAB_E_TLS: "CODELAB_E_TLS"
    case CODELAB_E_TRANSPORT: "CODELAB_E_TRANSPORT"
    case CODELAB_E_PROTOCOL: "CODELAB_E_PROTOCOL"
    case CODELAB_E_AUTHENTICATION: "CODELAB_E_AUTHENTICATION"
    case CODELAB_E_PERMISSION: "CODELAB_E_PERMISSION"
    case CODELAB_E_NOT_FOUND: "CODELAB_E_NOT_FOUND"
    case CODELAB_E_NOT_OFFERED: "CODELAB_E_NOT_OFFERED"
    case CODELAB_E_CONFLICT: "CODELAB_E_CONFLICT"
    case CODELAB_E_QUOTA: "CODELAB_E_QUOTA"
    case CODELAB_E_RATE_LIMIT: "CODELAB_E_RATE_LIMIT"
    case CODELAB_E_SERVICE: "CODELAB_E_SERVICE"
    case CODELAB_E_INSTANCE_FAILED: "CODELAB_E_INSTANCE_FAILED"
    case CODELAB_E_INTERNAL: "CODELAB_E_INTERNAL"
    default: "CODELAB_UNKNOWN"
    }
}

/// Returns the meaning of a status, as the end of a sentence.
package func statusText(_ status: Int32) -> Literal {
    switch codelab_status(status) {
    case CODELAB_OK: "success"
    case CODELAB_DONE: "there are no more results"
    case CODELAB_E_ARGUMENT: "an argument is not valid"
    case CODELAB_E_STATE: "the handle cannot be used here"
    case CODELAB_E_NO_MEMORY: "out of memory or file descriptors"
    case CODELAB_E_CANCELLED: "the call was cancelled"
    case CODELAB_E_DEADLINE: "the deadline has passed"
    case CODELAB_E_RESOLVE: "the host name could not be resolved"
    case CODELAB_E_CONNECT: "the connection failed"
    case CODELAB_E_TLS: "the TLS connection failed"
    case CODELAB_E_TRANSPORT: "the connection broke before the response was complete"
    case CODELAB_E_PROTOCOL: "the response is not valid"
    case CODELAB_E_AUTHENTICATION: "the service rejected the credentials"
    case CODELAB_E_PERMISSION: "the service does not allow this"
    case CODELAB_E_NOT_FOUND: "the requested object does not exist"
    case CODELAB_E_NOT_OFFERED: "this region does not offer the call"
    case CODELAB_E_CONFLICT: "the state of the instance does not allow this now"
    case CODELAB_E_QUOTA: "a quota or the stock of a flavor is used up"
    case CODELAB_E_RATE_LIMIT: "rate limit exceeded"
    case CODELAB_E_SERVICE: "the service failed"
    case CODELAB_E_INSTANCE_FAILED: "the instance cannot become ready"
    case CODELAB_E_INTERNAL: "internal error in libcodelab"
    default: "unknown status"
    }
}
