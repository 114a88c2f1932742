package codelab

// #include "bridge.h"
import "C"

import (
	"errors"
	"time"
)

// Code says which kind of failure an [Error] is. The codes below are errors themselves, to be used with errors.Is:
//
//	if errors.Is(err, codelab.ErrNotFound) { … }
//
// A later library may give codes that are not listed here: treat one as a failure of its hundred.
type Code int32

// This side, before or instead of a request.
const (
	// ErrArgument: an argument is wrong (HTTPStatus 0), or the service says so.
	ErrArgument Code = C.CODELAB_E_ARGUMENT
	// ErrState: what was called can not do this; it may be closed, see ErrClosed.
	ErrState Code = C.CODELAB_E_STATE
	// ErrNoMemory: no memory, or no file descriptor, was to be had.
	ErrNoMemory Code = C.CODELAB_E_NO_MEMORY
	// ErrCancelled: the context was cancelled; errors.Is finds context.Canceled as well.
	ErrCancelled Code = C.CODELAB_E_CANCELLED
	// ErrDeadline: the context's deadline has passed (errors.Is finds context.DeadlineExceeded as well), or the time
	// for one attempt has (it does not).
	ErrDeadline Code = C.CODELAB_E_DEADLINE
)

// The way to the service.
const (
	// ErrResolve: the name of the host, or of the proxy, has no address.
	ErrResolve Code = C.CODELAB_E_RESOLVE
	// ErrConnect: no connection: refused, unreachable, or not made in time.
	ErrConnect Code = C.CODELAB_E_CONNECT
	// ErrTLS: the certificate is not trusted, the host's name is wrong, or the two sides have no version in common.
	ErrTLS Code = C.CODELAB_E_TLS
	// ErrTransport: the connection broke before the answer was whole.
	ErrTransport Code = C.CODELAB_E_TRANSPORT
)

// ErrProtocol: the answer is none: not JSON, a wrong type, truncated, too large, or a success without an object.
const ErrProtocol Code = C.CODELAB_E_PROTOCOL

// The service refused.
const (
	// ErrAuthentication: the credential is refused: a token that is missing, expired or not valid here, a wrong
	// password, a signature that does not match.
	ErrAuthentication Code = C.CODELAB_E_AUTHENTICATION
	// ErrPermission: known, but not allowed; also an account in arrears.
	ErrPermission Code = C.CODELAB_E_PERMISSION
	// ErrNotFound: there is no such instance.
	ErrNotFound Code = C.CODELAB_E_NOT_FOUND
	// ErrNotOffered: this region has no such call.
	ErrNotOffered Code = C.CODELAB_E_NOT_OFFERED
	// ErrConflict: the instance is busy, or in a state that does not allow this.
	ErrConflict Code = C.CODELAB_E_CONFLICT
	// ErrQuota: a quota is used up, or nothing of that flavor is left.
	ErrQuota Code = C.CODELAB_E_QUOTA
	// ErrRateLimit: too many requests; RetryAfter may tell when to come back.
	ErrRateLimit Code = C.CODELAB_E_RATE_LIMIT
)

// The service failed.
const (
	// ErrService: a status of 5xx, or one that has no code of its own.
	ErrService Code = C.CODELAB_E_SERVICE
	// ErrInstanceFailed: the instance can not get to where it is waited for; Message has the service's reason.
	ErrInstanceFailed Code = C.CODELAB_E_INSTANCE_FAILED
)

// ErrInternal: a fault of the library; please report it with what [BuildText] returns.
const ErrInternal Code = C.CODELAB_E_INTERNAL

// ErrClosed is found by errors.Is, next to ErrState, in the error of a call that comes after Close.
var ErrClosed = errors.New("codelab: used after Close")

// String returns the name of the code in the C library, such as "CODELAB_E_TLS".
func (c Code) String() string {
	return C.GoString(C.codelab_status_name(C.int32_t(c)))
}

// Error returns one sentence on what the code means.
func (c Code) Error() string {
	return "codelab: " + C.GoString(C.codelab_status_text(C.int32_t(c)))
}

// Error tells what went wrong. It never contains a secret.
type Error struct {
	Code        Code
	HTTPStatus  int                     // of the last answer; 0 if none came
	CurlCode    int                     // libcurl's code of the last attempt; 0 if it was content
	Retryable   bool                    // the same call may succeed later, and sending it again is safe
	Attempts    int                     // requests sent for this call
	RetryAfter  Optional[time.Duration] // what the service asked to wait
	JSONOffset  Optional[int64]         // byte in the answer at which it stops making sense
	ServiceCode string                  // "ModelArts.6309", "APIG.0101"; "" if the service gave none
	RequestID   string                  // for a ticket with the operator; "" if the service gave none
	JSONPath    string                  // "action_progress[2].step"; "" if that is not where the fault is
	Message     string                  // one sentence: what failed, where, and what to do about it

	cause error
}

// Error returns the message.
func (e *Error) Error() string {
	return "codelab: " + e.Message
}

// Is makes errors.Is find the error's Code.
func (e *Error) Is(target error) bool {
	code, isCode := target.(Code)
	return isCode && code == e.Code
}

// Unwrap returns what stopped the call from this side, if anything did: context.Canceled, context.DeadlineExceeded or
// ErrClosed.
func (e *Error) Unwrap() error {
	return e.cause
}

func newError(status C.int32_t, from *C.codelab_error) *Error {
	return &Error{
		Code:        Code(status),
		HTTPStatus:  int(from.http_status),
		CurlCode:    int(from.curl_code),
		Retryable:   from.retryable != 0,
		Attempts:    int(from.attempts),
		RetryAfter:  span(from.retry_after_ms),
		JSONOffset:  integer(from.json_offset),
		ServiceCode: C.GoString(&from.service_code[0]),
		RequestID:   C.GoString(&from.request_id[0]),
		JSONPath:    C.GoString(&from.json_path[0]),
		Message:     C.GoString(&from.message[0]),
	}
}

// stateError and argumentError are failures that this layer finds before the library can.
func stateError(message string, cause error) *Error {
	return &Error{Code: ErrState, Message: message, cause: cause}
}

func argumentError(message string) *Error {
	return &Error{Code: ErrArgument, Message: message}
}
