package codelab

// #include "bridge.h"
import "C"

import (
	"context"
	"runtime"
	"sync"
)

// answer is what C writes about one event. Two objects, because C may be shown no memory of Go's that points to more of
// it, and cgo looks at each word that could; an error has none.
type answer struct {
	result *C.codelab_go_result
	error  *C.codelab_error
}

var answers = sync.Pool{New: func() any {
	return &answer{result: new(C.codelab_go_result), error: new(C.codelab_error)}
}}

func newAnswer() *answer { return answers.Get().(*answer) }

func (a *answer) drop() { answers.Put(a) }

// Who waits for the queue's events.
type driver int

const (
	nobody     driver = iota
	aCall             // on its own thread, as the only one
	aGoroutine        // for all
)

// waits are the calls that are under way in a queue, but for one that waits for itself.
type waits struct {
	turn    sync.Mutex
	mutex   sync.Mutex // of what follows
	driver  driver
	lastTag C.uint64_t
	waiting map[C.uint64_t]chan *answer
}

func newWaits() waits { return waits{waiting: map[C.uint64_t]chan *answer{}} }

// ride is what a call needs to be submitted.
type ride struct {
	inC C.codelab_go_ride
	*answer
}

// carry submits an operation and waits for its end. It is stopped when ctx is done. The answer is the caller's.
func (q *queue) carry(ctx context.Context, submit func(*ride)) (*answer, error) {
	if ctx.Err() != nil {
		return nil, contextError(ctx)
	}
	tag, arrived := q.enter()
	with := &ride{answer: newAnswer(), inC: C.codelab_go_ride{
		queue: q.pointer, tag: tag, timeout_ms: timeoutMs(ctx), wait_ms: C.CODELAB_GO_NO_WAIT,
	}}
	isAlone := arrived == nil
	if isAlone {
		with.inC.wait_ms = patienceMs(ctx)
		submit(with)
		giveWay()
	} else {
		q.inTurn(func() { submit(with) })
	}
	switch got := with.answer; {
	case got.result.submitted != C.CODELAB_OK:
		q.leave(tag, isAlone)
		return got, nil
	case !isAlone:
		got.drop()
	case got.result.waited == C.CODELAB_OK && got.result.tag == tag:
		q.leave(tag, isAlone)
		return got, nil
	default:
		arrived = q.handOver(tag, got)
	}
	select {
	case got := <-arrived:
		return got, nil
	case <-ctx.Done():
	}
	if !deadlinePassed(ctx) { // the library knows that by itself, and then says so
		q.inTurn(func() { C.codelab_queue_cancel(q.pointer, tag) })
	}
	return <-arrived, nil
}

// inTurn lets one goroutine at a time into C: a thousand that submit at once would need a thread each for it.
func (w *waits) inTurn(call func()) {
	w.turn.Lock()
	defer w.turn.Unlock()
	call()
}

// giveWay keeps calls that wait by themselves cheap. A goroutine that makes one after the other, and nothing else that
// the scheduler sees, counts as one that has run too long: after 10 ms Go takes its processor away in each call that
// blocks, and wakes a thread for that.
func giveWay() { runtime.Gosched() }

// patienceMs is how long a call waits on its own thread, where only its deadline reaches it.
func patienceMs(ctx context.Context) C.int64_t {
	if ctx.Done() == nil {
		return C.CODELAB_NO_TIMEOUT
	}
	return 1
}

// enter returns a tag, and where its answer will arrive; nil for a call that is to wait by itself, because nobody does.
func (w *waits) enter() (C.uint64_t, chan *answer) {
	w.mutex.Lock()
	defer w.mutex.Unlock()
	w.lastTag++
	if w.driver == nobody {
		w.driver = aCall
		return w.lastTag, nil
	}
	return w.lastTag, w.expect(w.lastTag)
}

// expect is for one answer, which never has to wait for its taker.
func (w *waits) expect(tag C.uint64_t) chan *answer {
	arrived := make(chan *answer, 1)
	w.waiting[tag] = arrived
	return arrived
}

// leave ends a call that has waited by itself, or was not submitted. Others that have come meanwhile get a goroutine;
// one that waits for nothing any more is woken.
func (q *queue) leave(tag C.uint64_t, isAlone bool) {
	q.mutex.Lock()
	defer q.mutex.Unlock()
	delete(q.waiting, tag)
	switch {
	case isAlone && len(q.waiting) > 0:
		q.driver = aGoroutine
		go q.drive()
	case isAlone:
		q.driver = nobody
	case len(q.waiting) == 0 && q.driver == aGoroutine:
		C.codelab_queue_interrupt(q.pointer)
	}
}

// handOver makes a call that has waited by itself one of those that a goroutine waits for.
func (q *queue) handOver(tag C.uint64_t, got *answer) chan *answer {
	q.mutex.Lock()
	arrived := q.expect(tag)
	q.driver = aGoroutine
	q.mutex.Unlock()
	if isOver := q.deliver(got); !isOver {
		go q.drive()
	}
	return arrived
}

// drive waits for all, until nothing is under way.
func (q *queue) drive() {
	for isOver := false; !isOver; {
		got := newAnswer()
		C.codelab_go_wait(q.pointer, C.CODELAB_NO_TIMEOUT, got.result, got.error)
		isOver = q.deliver(got)
	}
}

// deliver hands out what the waiting has come to; whether there is nothing left to wait for. Then the queue may be gone
// when it returns.
func (q *queue) deliver(got *answer) (isOver bool) {
	q.mutex.Lock()
	defer q.mutex.Unlock()
	switch got.result.waited {
	case C.CODELAB_OK:
		q.waiting[got.result.tag] <- got
		delete(q.waiting, got.result.tag)
	case C.CODELAB_E_CANCELLED, C.CODELAB_E_DEADLINE: // interrupted, or a call's own patience is over
		got.drop()
	default: // the queue does not work, which each call is told
		for tag, arrived := range q.waiting {
			told := newAnswer()
			*told.result, *told.error = C.codelab_go_result{submitted: got.result.waited}, *got.error
			arrived <- told
			delete(q.waiting, tag)
		}
		got.drop()
	}
	if len(q.waiting) > 0 {
		return false
	}
	q.driver = nobody
	return true
}
