package codelab

// #include "bridge.h"
import "C"

import (
	"context"
	"sync/atomic"
	"time"
	"unsafe"
)

// WatchOptions say what a watch waits for, and how often it looks. Zero means the default.
type WatchOptions struct {
	Until         Until
	FirstDelay    time.Duration // before the second look, and after each change. 0: 1 s
	Ceiling       time.Duration // no delay grows beyond this. 0: 5 s
	GrowthPercent int32         // each delay is this much of the one before, 100 to 1000. 0: 150
	JitterPercent int32         // a delay is shortened at random by up to this share, 0 to 100. 0: 20; -1: none
}

// SwitchRequest says what to switch to: a flavor, an image, or both. What is absent stays as it is.
type SwitchRequest struct {
	Flavor   Optional[string] // one of SwitchableFlavors
	ImageID  Optional[string]
	Duration time.Duration // of the lease that the start begins; as in LeaseRequest
}

// Watch follows one instance until it is ready, stopped or deleted, or has been switched. It is for one goroutine at a
// time.
type Watch struct {
	handle *handle[*C.codelab_watch]
	phase  atomic.Int32
}

// Watch makes a watch of the instance with this id. Nothing is sent before its first Next, which tells what it finds; see
// WatchFrom for an instance that is known already. The options may be nil. It is given back with Close, and outlives the
// client.
func (c *Client) Watch(id string, options *WatchOptions) (*Watch, error) {
	numbers := options.inC()
	var in textArguments
	inC := in.required("id", id)
	return c.newWatch(&in, func(client *C.codelab_client, out **C.codelab_watch,
		problem *C.codelab_error) C.int32_t {
		return C.codelab_go_watch_new(client, inC, numbers, out, problem)
	})
}

// WatchFrom makes a watch that tells what differs from the instance, which a call, a list or another watch has given.
// Its first Next looks after WatchOptions.FirstDelay, and not at all when the instance is where the watch ends. For the
// rest it is as Watch.
func (c *Client) WatchFrom(instance *Instance, options *WatchOptions) (*Watch, error) {
	if instance == nil {
		return nil, argumentError("instance is nil")
	}
	known, err := instance.known()
	if err != nil {
		return nil, err
	}
	numbers := options.inC()
	return c.newWatch(new(textArguments), func(client *C.codelab_client, out **C.codelab_watch,
		problem *C.codelab_error) C.int32_t {
		return C.codelab_go_watch_new_from(client, unsafe.Pointer(&known[0]), C.size_t(len(known)), numbers, out,
			problem)
	})
}

// Switch makes a watch that switches an instance: stops it if it runs, waits, changes it, starts it, and waits until it
// is ready. Nothing is sent before its first Next; each Next tells a change on the way, and Phase where it stands. An
// instance that has the flavor and the image already is started if it is stopped, and else left alone.
//
// An error of a phase ends that Next, and the one after it tries the phase again. ErrQuota: the flavor is sold out, and
// the instance is stopped by then. The options may be nil; what they wait for must be UntilReady.
func (c *Client) Switch(id string, request SwitchRequest, options *WatchOptions) (*Watch, error) {
	numbers := options.inC()
	var in textArguments
	inC := in.required("id", id)
	flavor := in.given("flavor", request.Flavor)
	imageID := in.given("image_id", request.ImageID)
	return c.newWatch(&in, func(client *C.codelab_client, out **C.codelab_watch,
		problem *C.codelab_error) C.int32_t {
		return C.codelab_go_watch_new_switch(client, inC, flavor, imageID, milliseconds(request.Duration), numbers,
			out, problem)
	})
}

// inC takes nil for the defaults.
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

func (c *Client) newWatch(in *textArguments,
	create func(*C.codelab_client, **C.codelab_watch, *C.codelab_error) C.int32_t) (*Watch, error) {
	free := func(watch *C.codelab_watch) { C.codelab_watch_free(watch) }
	h, err := newExclusive(c, in, "watch", free, create)
	if err != nil {
		return nil, err
	}
	w := &Watch{handle: h}
	if err := h.use(func(watch *C.codelab_watch) { w.phase.Store(int32(C.codelab_watch_phase(watch))) }); err != nil {
		return nil, err
	}
	return w, nil
}

// Next waits until something that is worth showing has changed (status, a step, URL, token, lease or the reason of a
// failure) and returns the instance as it then is. The first Next asks at once and returns what it finds.
//
//	for {
//		instance, err := watch.Next(ctx)
//		if err == io.EOF {
//			break // the instance is ready, and the Next before this one has returned it
//		}
//		if err != nil {
//			return err
//		}
//		fmt.Println(instance.ProgressPercent, instance.Status)
//	}
//
// io.EOF tells that the instance is where the watch ends, as WatchOptions.Until says. It is final, as is
// ErrInstanceFailed, with the service's reason, when the instance can not get there any more: Next returns them again.
// After any other error, that of a context included, Next looks again. Faults that pass (the network, a limit of
// requests, 5xx) are waited out: bound the wait by a deadline of ctx.
func (w *Watch) Next(ctx context.Context) (*Instance, error) {
	got, err := carry(ctx, w.handle, func(watch *C.codelab_watch, with *ride) {
		C.codelab_go_watch_next(with.inC, watch, with.result, with.error)
	})
	if err != nil {
		return nil, err
	}
	if got.result.submitted == C.CODELAB_OK {
		w.phase.Store(int32(got.result.phase))
	}
	return take(ctx, got, toInstance)
}

// Phase tells what the watch is about to do, as of the last Next that has returned. Any goroutine may ask.
func (w *Watch) Phase() Phase {
	return Phase(w.phase.Load())
}

// Close gives the watch back. A Next under way goes on: its context is what stops it. Close may be called again, and
// by any goroutine. It returns nil.
func (w *Watch) Close() error {
	w.handle.close()
	return nil
}
