package codelab

// #include "bridge.h"
import "C"

import (
	"context"
	"runtime"
	"sync"
)

// completion receives one event of the queue. It is two objects, because cgo forbids C to see Go memory that points to
// other Go memory and checks each word that could be a pointer; the error has none.
type completion struct {
	result *C.codelab_go_result
	error  *C.codelab_error
}

var completions = sync.Pool{New: func() any {
	return &completion{result: new(C.codelab_go_result), error: new(C.codelab_error)}
}}

func newCompletion() *completion { return completions.Get().(*completion) }

func (c *completion) recycle() { completions.Put(c) }

// driver says which thread waits for the queue's events.
type driver int

const (
	driverNone      driver = iota
	driverCaller           // the only call, on its own thread
	driverGoroutine        // one goroutine, for all calls
)

// waiters are the pending calls of a queue, except one that waits on its own thread.
type waiters struct {
	submitting sync.Mutex
	mutex      sync.Mutex // guards the fields below
	driver     driver
	lastTag    C.uint64_t
	waiting    map[C.uint64_t]chan *completion
}

func newWaiters() waiters { return waiters{waiting: map[C.uint64_t]chan *completion{}} }

// submission is what a call passes to C: where and how to submit, and the memory for the result.
type submission struct {
	inC C.codelab_go_submission
	*completion
}

// submitAndWait submits an operation and waits until it has completed. Cancelling ctx cancels the operation. The caller
// recycles the completion.
func (q *queue) submitAndWait(ctx context.Context, submit func(*submission)) (*completion, error) {
	if ctx.Err() != nil {
		return nil, contextError(ctx)
	}
	tag, done := q.register()
	s := &submission{completion: newCompletion(), inC: C.codelab_go_submission{
		queue: q.pointer, tag: tag, timeout_ms: timeoutMs(ctx), wait_ms: C.CODELAB_GO_NO_WAIT,
	}}
	isSolo := done == nil
	if isSolo {
		s.inC.wait_ms = soloWait(ctx)
		submit(s)
		yield()
	} else {
		q.serialize(func() { submit(s) })
	}
	switch got := s.completion; {
	case got.result.submitted != C.CODELAB_OK:
		q.unregister(tag, isSolo)
		return got, nil
	case !isSolo:
		got.recycle()
	case got.result.waited == C.CODELAB_OK && got.result.tag == tag:
		q.unregister(tag, isSolo)
		return got, nil
	default:
		done = q.handOver(tag, got)
	}
	select {
	case got := <-done:
		return got, nil
	case <-ctx.Done():
	}
	if !deadlinePassed(ctx) { // the library ends the operation at its deadline by itself
		q.serialize(func() { C.codelab_queue_cancel(q.pointer, tag) })
	}
	return <-done, nil
}

// serialize lets one goroutine at a time call C: a thousand that submit at once would each need a thread.
func (w *waiters) serialize(call func()) {
	w.submitting.Lock()
	defer w.submitting.Unlock()
	call()
}

// yield keeps solo calls cheap. To the scheduler, a goroutine that makes one blocking call after another looks like one
// that has run too long: after 10 ms Go takes its processor away in each call, and wakes a thread for that.
func yield() { runtime.Gosched() }

// soloWait returns how long a call waits on its own thread, in milliseconds. Only its deadline ends that wait early.
func soloWait(ctx context.Context) C.int64_t {
	if ctx.Done() == nil {
		return C.CODELAB_NO_TIMEOUT
	}
	return 1
}

// register returns a tag and the channel for its completion. The channel is nil if no other call is pending: the caller
// then waits on its own thread.
func (w *waiters) register() (C.uint64_t, chan *completion) {
	w.mutex.Lock()
	defer w.mutex.Unlock()
	w.lastTag++
	if w.driver == driverNone {
		w.driver = driverCaller
		return w.lastTag, nil
	}
	return w.lastTag, w.expect(w.lastTag)
}

// expect returns a channel for one completion. It is buffered, so that the sender never waits.
func (w *waiters) expect(tag C.uint64_t) chan *completion {
	done := make(chan *completion, 1)
	w.waiting[tag] = done
	return done
}

// unregister removes a call that has waited on its own thread, or was not submitted. It starts a goroutine for calls
// that have come meanwhile, and wakes the goroutine if no call is pending any more.
func (q *queue) unregister(tag C.uint64_t, isSolo bool) {
	q.mutex.Lock()
	defer q.mutex.Unlock()
	delete(q.waiting, tag)
	switch {
	case isSolo && len(q.waiting) > 0:
		q.driver = driverGoroutine
		go q.drive()
	case isSolo:
		q.driver = driverNone
	case len(q.waiting) == 0 && q.driver == driverGoroutine:
		C.codelab_queue_interrupt(q.pointer)
	}
}

// handOver lets a goroutine wait for a call that has waited on its own thread.
func (q *queue) handOver(tag C.uint64_t, got *completion) chan *completion {
	q.mutex.Lock()
	done := q.expect(tag)
	q.driver = driverGoroutine
	q.mutex.Unlock()
	if isIdle := q.deliver(got); !isIdle {
		go q.drive()
	}
	return done
}

// drive waits for all calls, until none is pending.
func (q *queue) drive() {
	for isIdle := false; !isIdle; {
		got := newCompletion()
		C.codelab_go_wait(q.pointer, C.CODELAB_NO_TIMEOUT, got.result, got.error)
		isIdle = q.deliver(got)
	}
}

// deliver passes the result of a wait to its call. It returns true if no call is pending; the queue may then be freed
// by the time it returns.
func (q *queue) deliver(got *completion) (isIdle bool) {
	q.mutex.Lock()
	defer q.mutex.Unlock()
	switch got.result.waited {
	case C.CODELAB_OK:
		q.waiting[got.result.tag] <- got
		delete(q.waiting, got.result.tag)
	case C.CODELAB_E_CANCELLED, C.CODELAB_E_DEADLINE: // interrupted, or the wait of a solo call is over
		got.recycle()
	default: // the queue failed: report that to each call
		for tag, done := range q.waiting {
			failed := newCompletion()
			*failed.result, *failed.error = C.codelab_go_result{submitted: got.result.waited}, *got.error
			done <- failed
			delete(q.waiting, tag)
		}
		got.recycle()
	}
	if len(q.waiting) > 0 {
		return false
	}
	q.driver = driverNone
	return true
}
