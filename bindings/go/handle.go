package codelab

import (
	"runtime"
	"sync"
)

// handle owns an object of the C library, and keeps the queue that its calls go through. The object lives until the
// handle is closed and the last call with it has returned, so that Close may come at any time and never pulls an object
// from under a call.
type handle[Pointer any] struct {
	name      string // for messages: "client"
	exclusive bool   // one call at a time
	free      func(Pointer)
	queue     *queue

	mutex   sync.Mutex
	pointer Pointer
	calls   int
	closed  bool
}

// newHandle takes over pointer, and one use of the queue. free may be nil. A handle that is forgotten is closed when the
// collector finds it.
func newHandle[Pointer any](name string, pointer Pointer, through *queue, free func(Pointer)) *handle[Pointer] {
	h := &handle[Pointer]{name: name, pointer: pointer, queue: through, free: free}
	runtime.SetFinalizer(h, (*handle[Pointer]).close)
	return h
}

// use runs a call with the object, which is there until the call returns.
func (h *handle[Pointer]) use(call func(Pointer)) error {
	if err := h.begin(); err != nil {
		return err
	}
	defer h.end()
	collect()
	call(h.pointer)
	// The one place where C holds what the collector must not take: the handle, for as long as a call is under way.
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
		return stateError("the "+h.name+" is used by another goroutine", nil)
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
		h.giveBack()
	}
}

func (h *handle[Pointer]) close() {
	h.mutex.Lock()
	isLast := !h.closed && h.calls == 0
	h.closed = true
	h.mutex.Unlock()
	if isLast {
		runtime.SetFinalizer(h, nil)
		h.giveBack()
	}
}

func (h *handle[Pointer]) giveBack() {
	if h.free != nil {
		h.free(h.pointer)
	}
	if h.queue != nil {
		h.queue.release()
	}
}
