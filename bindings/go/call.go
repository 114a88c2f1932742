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

// run makes one call with the object of a handle, and turns what it gives back into Go's.
func run[Pointer, T any](ctx context.Context, h *handle[Pointer], convert func(*C.codelab_go_result) *T,
	submit func(Pointer, *ride)) (*T, error) {
	got, err := carry(ctx, h, submit)
	if err != nil {
		return nil, err
	}
	return take(ctx, got, convert)
}

// carry sends one call through the queue of a handle.
func carry[Pointer any](ctx context.Context, h *handle[Pointer], submit func(Pointer, *ride)) (got *answer, err error) {
	closed := h.use(func(pointer Pointer) {
		got, err = h.queue.carry(ctx, func(with *ride) { submit(pointer, with) })
	})
	if closed != nil {
		return nil, closed
	}
	return got, err
}

// take gives the answer back when it has been read.
func take[T any](ctx context.Context, got *answer, convert func(*C.codelab_go_result) *T) (*T, error) {
	defer got.drop()
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

// newExclusive makes an object of a client's that serves one goroutine at a time.
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
			made.exclusive = true
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

// timeoutMs is the time that ctx leaves, for a deadline that is never before that of ctx: rounded up, and one more,
// because the library's clock counts whole milliseconds and may be in the midst of one.
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

// contextCause is what errors.Unwrap gives for an error that ctx has caused, and nil for others: an attempt that took
// too long is ErrDeadline too, while ctx has time left.
func contextCause(ctx context.Context, code Code) error {
	switch {
	case code == ErrDeadline && deadlinePassed(ctx):
		return context.DeadlineExceeded
	case code == ErrCancelled:
		return ctx.Err()
	}
	return nil
}

// contextError is that of a call whose ctx was done before it began.
func contextError(ctx context.Context) *Error {
	if deadlinePassed(ctx) {
		return &Error{Code: ErrDeadline, Message: "the deadline had passed before the call began", Retryable: true,
			cause: context.DeadlineExceeded}
	}
	return &Error{Code: ErrCancelled, Message: "the call was cancelled before it began", cause: ctx.Err()}
}

// textArguments are Go strings on their way into one call. C reads them in Go's memory while the call runs.
type textArguments struct {
	bad string // the first field whose text has a NUL, which C would take for its end
}

// required turns a text into C's form.
func (t *textArguments) required(field, value string) *C.char {
	if t.bad == "" && strings.IndexByte(value, 0) >= 0 {
		t.bad = field
	}
	bytes := make([]byte, len(value)+1)
	copy(bytes, value)
	return (*C.char)(unsafe.Pointer(&bytes[0]))
}

// optional does the same, and makes NULL of "".
func (t *textArguments) optional(field, value string) *C.char {
	if value == "" {
		return nil
	}
	return t.required(field, value)
}

// given does the same for a text where "" is not the same as none.
func (t *textArguments) given(field string, value Optional[string]) *C.char {
	if !value.Present {
		return nil
	}
	return t.required(field, value.Value)
}

func (t *textArguments) check() error {
	if t.bad == "" {
		return nil
	}
	return argumentError(t.bad + " contains a NUL byte")
}
