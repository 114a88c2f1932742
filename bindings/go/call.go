package codelab

// #include "bridge.h"
import "C"

import (
	"context"
	"io"
	"strings"
	"time"
	"unsafe"
)

// run makes one call with the object of a handle and converts its result to a Go value.
func run[Pointer, T any](ctx context.Context, h *handle[Pointer], convert func(*C.codelab_go_result) *T,
	submit func(Pointer, *submission)) (*T, error) {
	got, err := submitAndWait(ctx, h, submit)
	if err != nil {
		return nil, err
	}
	return unwrap(ctx, got, convert)
}

// submitAndWait submits one call to the queue of a handle and waits for its completion.
func submitAndWait[Pointer any](ctx context.Context, h *handle[Pointer],
	submit func(Pointer, *submission)) (got *completion, err error) {
	closed := h.use(func(pointer Pointer) {
		got, err = h.queue.submitAndWait(ctx, func(s *submission) { submit(pointer, s) })
	})
	if closed != nil {
		return nil, closed
	}
	return got, err
}

// unwrap converts the result of a completion, or returns its error. It recycles the completion.
func unwrap[T any](ctx context.Context, got *completion, convert func(*C.codelab_go_result) *T) (*T, error) {
	defer got.recycle()
	status := got.result.submitted
	if status == C.CODELAB_OK {
		status = got.result.status
	}
	switch status {
	case C.CODELAB_OK:
		defer C.codelab_go_free(got.result)
		return convert(got.result), nil
	case C.CODELAB_DONE:
		return nil, io.EOF
	}
	problem := newError(status, got.error)
	problem.cause = contextCause(ctx, problem.Code)
	return nil, problem
}

// newExclusive makes an object of a client that one goroutine at a time may use.
func newExclusive[Pointer any](c *Client, in *textArguments, name string, free func(Pointer),
	create func(*C.codelab_client, *Pointer, *C.codelab_error) C.int32_t) (*handle[Pointer], error) {
	if err := in.check(); err != nil {
		return nil, err
	}
	var made *handle[Pointer]
	var problem C.codelab_error
	var status C.int32_t
	closed := c.handle.use(func(client *C.codelab_client) {
		var object Pointer
		if status = create(client, &object, &problem); status == C.CODELAB_OK {
			made = newHandle(name, object, c.handle.queue.retain(), free)
			made.exclusive, made.trace = true, c.handle.trace.retain()
		}
	})
	if closed != nil {
		return nil, closed
	}
	if status != C.CODELAB_OK {
		return nil, newError(status, &problem)
	}
	return made, nil
}

// timeoutMs returns the time until the deadline of ctx. The library must not time out before ctx: the time is rounded
// up, and one is added because the library's clock counts whole milliseconds.
func timeoutMs(ctx context.Context) C.int64_t {
	deadline, isBounded := ctx.Deadline()
	if !isBounded {
		return C.CODELAB_NO_TIMEOUT
	}
	left := time.Until(deadline)
	if left <= 0 {
		return 1 // 0 would be no limit
	}
	return C.int64_t((left-1)/time.Millisecond) + 2
}

func deadlinePassed(ctx context.Context) bool {
	deadline, isBounded := ctx.Deadline()
	return isBounded && !time.Now().Before(deadline)
}

// contextCause returns the error of ctx if ctx ended the call, and nil otherwise: ErrDeadline can also mean that one
// attempt took too long while ctx has time left.
func contextCause(ctx context.Context, code Code) error {
	switch {
	case code == ErrDeadline && deadlinePassed(ctx):
		return context.DeadlineExceeded
	case code == ErrCancelled:
		return ctx.Err()
	}
	return nil
}

// contextError returns the error of a call whose ctx was done before the call began.
func contextError(ctx context.Context) *Error {
	if deadlinePassed(ctx) {
		return &Error{Code: ErrDeadline, Message: "the deadline had passed before the call began", Retryable: true,
			cause: context.DeadlineExceeded}
	}
	return &Error{Code: ErrCancelled, Message: "the call was cancelled before it began", cause: ctx.Err()}
}

// textArguments converts Go strings for one call. C reads them in Go memory during the call.
type textArguments struct {
	bad string // the first field whose text contains a NUL byte, where C would cut it
}

// required returns a C string.
func (t *textArguments) required(field, value string) *C.char {
	if t.bad == "" && strings.IndexByte(value, 0) >= 0 {
		t.bad = field
	}
	bytes := make([]byte, len(value)+1)
	copy(bytes, value)
	return (*C.char)(unsafe.Pointer(&bytes[0]))
}

// optional returns a C string, or NULL for "".
func (t *textArguments) optional(field, value string) *C.char {
	if value == "" {
		return nil
	}
	return t.required(field, value)
}

// given returns a C string, or NULL for nil. "" stays "".
func (t *textArguments) given(field string, value *string) *C.char {
	if value == nil {
		return nil
	}
	return t.required(field, *value)
}

func (t *textArguments) check() error {
	if t.bad == "" {
		return nil
	}
	return argumentError(t.bad + " contains a NUL byte")
}
