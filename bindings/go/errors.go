package codelab

// #include "bridge.h"
import "C"

import (
	"errors"
	"time"
)

// Code is the cause of an [Error]. The codes below are errors for errors.Is:
//
//	if errors.Is(err, codelab.ErrNotFound) { … }
//
// A later library may return other codes: treat them like the codes of the same hundred.
type Code int32

// Errors of the caller or of this machine.
const (
	// ErrArgument: an argument is wrong (HTTPStatus 0), or the service says so.
	ErrArgument Code = C.CODELAB_E_ARGUMENT
	// ErrState: the object is closed (see ErrClosed), in use, or from before a fork.
	ErrState Code = C.CODELAB_E_STATE
	// ErrNoMemory: out of memory or file descriptors.
	ErrNoMemory Code = C.CODELAB_E_NO_MEMORY
	// ErrCancelled: the context was cancelled; errors.Is also finds context.Canceled.
	ErrCancelled Code = C.CODELAB_E_CANCELLED
	// ErrDeadline: the context's deadline has passed (errors.Is also finds context.DeadlineExceeded), or the time limit
	// of one attempt has (it does not).
	ErrDeadline Code = C.CODELAB_E_DEADLINE
)

// Network errors.
const (
	// ErrResolve: the name of the host, or of the proxy, has no address.
	ErrResolve Code = C.CODELAB_E_RESOLVE
	// ErrConnect: connection refused, host unreachable, or connecting took too long.
	ErrConnect Code = C.CODELAB_E_CONNECT
	// ErrTLS: the certificate is not trusted or is for another host, or there is no common version of TLS.
	ErrTLS Code = C.CODELAB_E_TLS
	// ErrTransport: the connection was lost before the response was complete.
	ErrTransport Code = C.CODELAB_E_TRANSPORT
)

// ErrProtocol: the response is not valid: not JSON, a wrong type, truncated, too large, or a success without an object.
const ErrProtocol Code = C.CODELAB_E_PROTOCOL

// The service rejected the request.
const (
	// ErrAuthentication: the credential was rejected: a missing, expired or foreign token, a wrong password, a wrong
	// signature.
	ErrAuthentication Code = C.CODELAB_E_AUTHENTICATION
	// ErrPermission: the user is not allowed to do this; also an account in arrears.
	ErrPermission Code = C.CODELAB_E_PERMISSION
	// ErrNotFound: no such instance or image.
	ErrNotFound Code = C.CODELAB_E_NOT_FOUND
	// ErrNotOffered: this region does not have the call.
	ErrNotOffered Code = C.CODELAB_E_NOT_OFFERED
	// ErrConflict: the instance is busy, or its state does not allow the call.
	ErrConflict Code = C.CODELAB_E_CONFLICT
	// ErrQuota: a quota is used up, or the flavor is sold out.
	ErrQuota Code = C.CODELAB_E_QUOTA
	// ErrRateLimit: too many requests; RetryAfter may have the time to wait.
	ErrRateLimit Code = C.CODELAB_E_RATE_LIMIT
)

// The service failed.
const (
	// ErrService: status 5xx, or a status without its own code here.
	ErrService Code = C.CODELAB_E_SERVICE
	// ErrInstanceFailed: the instance cannot reach the state to wait for; Message has the service's reason.
	ErrInstanceFailed Code = C.CODELAB_E_INSTANCE_FAILED
)

// ErrInternal: internal error in libcodelab; report it with [BuildText].
const ErrInternal Code = C.CODELAB_E_INTERNAL

// ErrClosed is found by errors.Is, as well as ErrState, in the error of a call after Close.
var ErrClosed = errors.New("codelab: used after Close")

// String returns the name of the code in the C library, such as "CODELAB_E_TLS".
func (c Code) String() string {
	return C.GoString(C.codelab_status_name(C.int32_t(c)))
}

// Error returns the meaning of the code in one sentence.
func (c Code) Error() string {
	return "codelab: " + C.GoString(C.codelab_status_text(C.int32_t(c)))
}

// Error describes a failed call. It never contains a secret.
type Error struct {
	Code        Code
	HTTPStatus  int           // of the last response; 0 if there was none
	CurlCode    int           // libcurl's code of the last attempt; 0 if libcurl reported no error
	Retryable   bool          // the same call may succeed later, and sending it again is safe
	Attempts    int           // requests sent for this call
	RetryAfter  time.Duration // time to wait, from the service; 0 if it gave none
	JSONOffset  *int64        // byte in the response at which it is not valid; nil if it is
	ServiceCode string        // "ModelArts.6309", "APIG.0101"; "" if the service gave none
	RequestID   string        // for support requests; "" if the service gave none
	JSONPath    string        // "action_progress[2].step", the wrong value; else ""
	Message     string        // one sentence: what failed, where, and what to do about it

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

// Unwrap returns context.Canceled, context.DeadlineExceeded or ErrClosed if one of them is the cause, in KeepAlive the
// error of the last renewal if that failed, and nil otherwise.
func (e *Error) Unwrap() error {
	return e.cause
}

func newError(status C.int32_t, from *C.codelab_error) *Error {
	var retryAfter time.Duration
	if given := span(from.retry_after_ms); given != nil {
		retryAfter = *given
	}
	return &Error{
		Code:        Code(status),
		HTTPStatus:  int(from.http_status),
		CurlCode:    int(from.curl_code),
		Retryable:   from.retryable != 0,
		Attempts:    int(from.attempts),
		RetryAfter:  retryAfter,
		JSONOffset:  integer(from.json_offset),
		ServiceCode: C.GoString(&from.service_code[0]),
		RequestID:   C.GoString(&from.request_id[0]),
		JSONPath:    C.GoString(&from.json_path[0]),
		Message:     C.GoString(&from.message[0]),
	}
}

// stateError and argumentError are for errors that this package finds before it calls the library.
func stateError(message string, cause error) *Error {
	return &Error{Code: ErrState, Message: message, cause: cause}
}

func argumentError(message string) *Error {
	return &Error{Code: ErrArgument, Message: message}
}
