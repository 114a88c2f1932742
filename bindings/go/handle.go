package codelab

import (
	"runtime"
	"sync"
)

// handle owns an object of the C library, and a reference to the queue of its calls and to the trace, if any. The object
// is freed when the handle is closed and the last call with it has returned, so Close may be called at any time.
type handle[Pointer any] struct {
	name      string // for messages: "client"
	exclusive bool   // one call at a time
	free      func(Pointer)
	queue     *queue
	trace     *trace // nil: none

	mutex   sync.Mutex
	pointer Pointer
	calls   int
	closed  bool
}

// newHandle takes ownership of pointer and of one reference to the queue. free may be nil. A finalizer closes an
// unreferenced handle.
func newHandle[Pointer any](name string, pointer Pointer, q *queue, free func(Pointer)) *handle[Pointer] {
	h := &handle[Pointer]{name: name, pointer: pointer, queue: q, free: free}
	runtime.SetFinalizer(h, (*handle[Pointer]).close)
	return h
}

// use runs a call with the object, which is not freed until the call returns.
func (h *handle[Pointer]) use(call func(Pointer)) error {
	if err := h.begin(); err != nil {
		return err
	}
	defer h.end()
	collect()
	call(h.pointer)
	// C uses the object during the call, so the finalizer of the handle must not run before it ends.
	runtime.KeepAlive(h)
	return nil
}

func (h *handle[Pointer]) begin() error {
	h.mutex.Lock()
	defer h.mutex.Unlock()
	if h.closed {
		return stateError("the "+h.name+" is closed", ErrClosed)
	}
	if h.exclusive && h.calls > 0 {
		return stateError("the "+h.name+" is in use by another goroutine", nil)
	}
	h.calls++
	return nil
}

func (h *handle[Pointer]) end() {
	h.mutex.Lock()
	h.calls--
	isLast := h.closed && h.calls == 0
	h.mutex.Unlock()
	if isLast {
		h.destroy()
	}
}

func (h *handle[Pointer]) close() {
	h.mutex.Lock()
	isLast := !h.closed && h.calls == 0
	h.closed = true
	h.mutex.Unlock()
	if isLast {
		runtime.SetFinalizer(h, nil)
		h.destroy()
	}
}

// closeAndFlush is close, and waits for the last line of the trace if no object that it belongs to is left.
func (h *handle[Pointer]) closeAndFlush() {
	h.close()
	h.trace.flush()
}

func (h *handle[Pointer]) destroy() {
	if h.free != nil {
		h.free(h.pointer)
	}
	if h.queue != nil {
		h.queue.release()
	}
	h.trace.release()
}
