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

// run makes one call, stops it when ctx is done, and turns what it gives back into Go's.
func run[T any](ctx context.Context, convert func(*C.codelab_go_result) *T,
	call func(*C.codelab_cancel, *C.codelab_go_result)) (*T, error) {
	result := new(C.codelab_go_result)
	if ctx.Done() == nil {
		call(nil, result)
	} else if err := runWithCancel(ctx, call, result); err != nil {
		return nil, err
	}
	switch result.status {
	case C.CODELAB_OK:
		defer C.codelab_go_free(result)
		return convert(result), nil
	case C.CODELAB_DONE:
		return nil, io.EOF
	}
	err := newError(result.status, &result.error)
	err.cause = contextCause(ctx, err.Code)
	return nil, err
}

// runWith makes one call with the object of a handle.
func runWith[Pointer, T any](ctx context.Context, h *handle[Pointer], convert func(*C.codelab_go_result) *T,
	call func(Pointer, *C.codelab_cancel, *C.codelab_go_result)) (given *T, err error) {
	closed := h.use(func(pointer Pointer) {
		given, err = run(ctx, convert, func(cancel *C.codelab_cancel, result *C.codelab_go_result) {
			call(pointer, cancel, result)
		})
	})
	if closed != nil {
		return nil, closed
	}
	return given, err
}

// runWithCancel gives the call a cancel object that has the deadline of ctx and is triggered with it. The goroutine
// that waits for ctx has ended when this returns.
func runWithCancel(ctx context.Context, call func(*C.codelab_cancel, *C.codelab_go_result),
	result *C.codelab_go_result) error {
	var cancel *C.codelab_cancel
	if status := C.codelab_go_cancel_new(timeoutMs(ctx), &cancel, &result.error); status != C.CODELAB_OK {
		return newError(status, &result.error)
	}
	defer C.codelab_cancel_free(cancel)

	returned, joined := make(chan struct{}), make(chan struct{})
	stop := func() {
		if !deadlinePassed(ctx) { // the cancel object knows that by itself, and then says so
			C.codelab_cancel_trigger(cancel)
		}
	}
	if ctx.Err() != nil {
		stop()
		close(joined)
	} else {
		go func() {
			defer close(joined)
			select {
			case <-ctx.Done():
				stop()
			case <-returned:
			}
		}()
	}
	call(cancel, result)
	close(returned)
	<-joined
	return nil
}

// newExclusive makes an object of a client's that serves one goroutine at a time.
func newExclusive[Object any](c *Client, in *textArguments, name string, free func(*Object),
	create func(*C.codelab_client, **Object, *C.codelab_error) C.int32_t) (*handle[*Object], error) {
	if err := in.check(); err != nil {
		return nil, err
	}
	var object *Object
	var problem C.codelab_error
	var status C.int32_t
	closed := c.handle.use(func(client *C.codelab_client) { status = create(client, &object, &problem) })
	if closed != nil {
		return nil, closed
	}
	if status != C.CODELAB_OK {
		return nil, newError(status, &problem)
	}
	h := newHandle(name, object, free)
	h.exclusive = true
	return h, nil
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
		return 0
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
