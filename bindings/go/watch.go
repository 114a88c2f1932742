package codelab

// #include "bridge.h"
import "C"

import (
	"context"
	"io"
	"sync/atomic"
	"time"
	"unsafe"
)

// WatchOptions say what a watch waits for, and how often it requests the state. Zero means the default.
type WatchOptions struct {
	Until         Until
	FirstDelay    time.Duration // before the second request, and after each change. 0: 1 s
	Ceiling       time.Duration // longest delay. 0: 5 s
	GrowthPercent int32         // each delay relative to the previous one, 100 to 1000. 0: 150
	JitterPercent int32         // largest random reduction of a delay, 0 to 100. 0: 20; -1: none
}

// SwitchFlags change how an instance is switched.
type SwitchFlags uint32

const (
	// SwitchUnchecked stops the instance without checking first whether it can have the flavor and the image, for users
	// who may not list flavors or images.
	SwitchUnchecked SwitchFlags = C.CODELAB_SWITCH_UNCHECKED
	// SwitchStayStopped leaves the instance stopped after a failure.
	SwitchStayStopped SwitchFlags = C.CODELAB_SWITCH_STAY_STOPPED
)

// SwitchRequest says what to switch to: a flavor, an image, or both. Fields that are "" stay unchanged.
type SwitchRequest struct {
	Flags    SwitchFlags
	Flavor   string // one of SwitchableFlavors
	ImageID  string
	Duration time.Duration // of the new lease; as in LeaseRequest
}

// Watch follows one instance until it is ready, stopped, deleted or switched, opens it first, or keeps it alive. One
// goroutine at a time may use it.
type Watch struct {
	handle *handle[*C.codelab_watch]
	phase  atomic.Int32
	last   *Instance // the last known state; with only an id, if no more is known
}

// Watch makes a watch of the instance with this id. Nothing is sent before its first Next, which returns the current
// state; use WatchFrom to start from a known state. The options may be nil. Close frees the watch. It may be used after
// the client was closed.
func (c *Client) Watch(id string, options *WatchOptions) (*Watch, error) {
	numbers := options.inC()
	var in textArguments
	inC := in.required("id", id)
	return c.newWatch(&in, onlyID(id), func(client *C.codelab_client, out **C.codelab_watch,
		problem *C.codelab_error) C.int32_t {
		return C.codelab_go_watch_new(client, inC, numbers, out, problem)
	})
}

// WatchFrom makes a watch that returns the changes since the given instance, which is the result of a call, a list or
// another watch. Its first Next sends a request after WatchOptions.FirstDelay, or none if the watch already ends with
// that instance. Otherwise it is like Watch.
func (c *Client) WatchFrom(instance *Instance, options *WatchOptions) (*Watch, error) {
	if instance == nil {
		return nil, argumentError("instance is nil")
	}
	baseline := instance.baseline()
	numbers := options.inC()
	return c.newWatch(new(textArguments), instance, func(client *C.codelab_client, out **C.codelab_watch,
		problem *C.codelab_error) C.int32_t {
		return C.codelab_go_watch_new_from(client, unsafe.Pointer(&baseline[0]), C.size_t(len(baseline)), numbers, out,
			problem)
	})
}

// Switch makes a watch that switches an instance: it checks the target, stops the instance if it runs, waits, changes
// it, starts it, and waits until it is ready. Nothing is sent before its first Next. Each Next returns a change; Phase is
// the current phase. An instance that already has the flavor and the image is started if it is stopped, and otherwise
// left unchanged.
//
// Before the stop, the flavor must be one of SwitchableFlavors and not be sold out (ErrQuota), and the image must be
// usable (ErrArgument, ErrNotFound); otherwise the instance runs on. If the change or the start fails, an instance that
// ran before is started again as it was, and then the error is returned. The next Next tries to switch again. The
// options may be nil; Until must be UntilReady.
func (c *Client) Switch(id string, request SwitchRequest, options *WatchOptions) (*Watch, error) {
	numbers := options.inC()
	var in textArguments
	inC := in.required("id", id)
	flavor := in.optional("flavor", request.Flavor)
	imageID := in.optional("image_id", request.ImageID)
	return c.newWatch(&in, onlyID(id), func(client *C.codelab_client, out **C.codelab_watch,
		problem *C.codelab_error) C.int32_t {
		return C.codelab_go_watch_new_switch(client, inC, C.uint32_t(request.Flags), flavor, imageID,
			milliseconds(request.Duration), numbers, out, problem)
	})
}

// inC converts the options; nil means the defaults.
func (o *WatchOptions) inC() *C.codelab_watch_options {
	if o == nil {
		o = &WatchOptions{}
	}
	return &C.codelab_watch_options{
		until:          C.int32_t(o.Until),
		first_delay_ms: milliseconds(o.FirstDelay),
		ceiling_ms:     milliseconds(o.Ceiling),
		growth_percent: C.int32_t(o.GrowthPercent),
		jitter_percent: C.int32_t(o.JitterPercent),
	}
}

// onlyID is the state of an instance that was deleted before a watch saw it.
func onlyID(id string) *Instance {
	return &Instance{ID: id, Status: StatusDeleted}
}

func (c *Client) newWatch(in *textArguments, known *Instance,
	create func(*C.codelab_client, **C.codelab_watch, *C.codelab_error) C.int32_t) (*Watch, error) {
	free := func(watch *C.codelab_watch) { C.codelab_watch_free(watch) }
	h, err := newExclusive(c, in, "watch", free, create)
	if err != nil {
		return nil, err
	}
	w := &Watch{handle: h, last: known}
	if err := h.use(func(watch *C.codelab_watch) { w.phase.Store(int32(C.codelab_watch_phase(watch))) }); err != nil {
		return nil, err
	}
	return w, nil
}

// Next waits for a change of the status, a step, the URL, the token, the lease or the reason of a failure, and returns
// the instance. The first Next sends a request at once and returns the current state.
//
//	for {
//		instance, err := watch.Next(ctx)
//		if err == io.EOF {
//			break // the previous Next has returned the ready instance
//		}
//		if err != nil {
//			return err
//		}
//		fmt.Println(instance.ProgressPercent, instance.Status)
//	}
//
// Next returns io.EOF when the instance has reached the state that WatchOptions.Until names, and ErrInstanceFailed,
// with the service's reason, if it cannot reach it. Both are final. After any other error, including that of a context,
// the next Next continues. Temporary faults (network, rate limit, 5xx) are retried: bound the wait by a deadline of
// ctx.
func (w *Watch) Next(ctx context.Context) (*Instance, error) {
	got, err := submitAndWait(ctx, w.handle, func(watch *C.codelab_watch, s *submission) {
		C.codelab_go_watch_next(s.inC, watch, s.result, s.error)
	})
	if err != nil {
		return nil, err
	}
	if got.result.submitted == C.CODELAB_OK {
		w.phase.Store(int32(got.result.phase))
	}
	instance, err := unwrap(ctx, got, toInstance)
	if err == nil {
		w.last = instance
	}
	return instance, err
}

// Result calls Next until the watch ends, and returns the last state of the instance: by default the ready one, with
// UntilDeleted the last one before it was gone. It works also if there was no change. After an error it may be called
// again, like Next. Bound the wait by a deadline of ctx.
func (w *Watch) Result(ctx context.Context) (*Instance, error) {
	for {
		_, err := w.Next(ctx)
		if err == io.EOF {
			return w.last, nil
		}
		if err != nil {
			return nil, err
		}
	}
}

// Phase returns what the watch does next, as of the last completed Next. Any goroutine may call it.
func (w *Watch) Phase() Phase {
	return Phase(w.phase.Load())
}

// Close frees the watch. A pending Next continues: cancel its context to stop it. Any goroutine may call Close, also
// repeatedly. It returns nil.
func (w *Watch) Close() error {
	w.handle.closeAndFlush()
	return nil
}
