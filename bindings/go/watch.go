package codelab

// #include "bridge.h"
import "C"

import "context"

// WatchOptions say how often a watch looks. Zero means the default.
type WatchOptions struct {
	FirstDelayMs  int64 // before the second look, and after each change. 0: 1000
	CeilingMs     int64 // no delay grows beyond this. 0: 5000
	GrowthPercent int32 // each delay is this much of the one before, 100 to 1000. 0: 150
	JitterPercent int32 // a delay is shortened at random by up to this share, 0 to 100. 0: 20; -1: none
}

// Watch follows one instance until it is ready. It is for one goroutine at a time.
type Watch struct {
	handle *handle[*C.codelab_watch]
}

// Watch makes a watch of the instance with this id. Nothing is sent before its first Next. The options may be nil. It
// is given back with Close, and outlives the client.
func (c *Client) Watch(id string, options *WatchOptions) (*Watch, error) {
	if options == nil {
		options = &WatchOptions{}
	}
	numbers := C.codelab_watch_options{
		first_delay_ms: C.int64_t(options.FirstDelayMs),
		ceiling_ms:     C.int64_t(options.CeilingMs),
		growth_percent: C.int32_t(options.GrowthPercent),
		jitter_percent: C.int32_t(options.JitterPercent),
	}
	var in textArguments
	cID := in.required("id", id)
	if err := in.check(); err != nil {
		return nil, err
	}
	var watch *C.codelab_watch
	var problem C.codelab_error
	var status C.int32_t
	closed := c.handle.use(func(client *C.codelab_client) {
		status = C.codelab_go_watch_new(client, cID, &numbers, &watch, &problem)
	})
	if closed != nil {
		return nil, closed
	}
	if status != C.CODELAB_OK {
		return nil, newError(status, &problem)
	}
	h := newHandle("watch", watch, func(watch *C.codelab_watch) { C.codelab_watch_free(watch) })
	h.exclusive = true
	return &Watch{handle: h}, nil
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
// io.EOF, and ErrInstanceFailed with the service's reason when the instance can not become ready any more, are final:
// Next returns them again. After any other error, that of a context included, Next looks again. Faults that pass (the
// network, a limit of requests, 5xx) are waited out: bound the wait by a deadline of ctx.
func (w *Watch) Next(ctx context.Context) (instance *Instance, err error) {
	closed := w.handle.use(func(watch *C.codelab_watch) {
		instance, err = run(ctx, func(cancel *C.codelab_cancel, result *C.codelab_go_result) {
			C.codelab_go_watch_next(watch, cancel, result)
		})
	})
	if closed != nil {
		return nil, closed
	}
	return instance, err
}

// Close gives the watch back. A Next under way goes on: its context is what stops it. Close may be called again, and
// by any goroutine. It returns nil.
func (w *Watch) Close() error {
	w.handle.close()
	return nil
}
