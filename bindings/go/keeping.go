package codelab

// #include "bridge.h"
import "C"

import (
	"context"
	"errors"
	"io"
	"time"
)

// KeepOptions say how long to keep an instance alive, and how. Zero means the default.
type KeepOptions struct {
	Duration time.Duration // of each renewed lease, 1 to 72 hours. 0: one hour, the service's default
	Total    time.Duration // the keeping then ends. 0: no limit
	Ahead    time.Duration // how long before its end a lease is renewed. 0: 10 minutes; at most a third of the lease
	Poll     time.Duration // between two requests for the state of the instance. 0: 1 minute
}

// inC converts the options; nil means the defaults.
func (o *KeepOptions) inC() *C.codelab_keep_options {
	if o == nil {
		o = &KeepOptions{}
	}
	return &C.codelab_keep_options{
		struct_size: C.sizeof_codelab_keep_options,
		duration_ms: milliseconds(o.Duration),
		total_ms:    milliseconds(o.Total),
		ahead_ms:    milliseconds(o.Ahead),
		poll_ms:     milliseconds(o.Poll),
	}
}

// check checks what the service would reject only at the first renewal.
func (o *KeepOptions) check() error {
	if o == nil || o.Duration == 0 || (o.Duration >= time.Hour && o.Duration <= 72*time.Hour) {
		return nil
	}
	return argumentError("Duration must be 1 to 72 hours, not " + o.Duration.String())
}

// KeepWatch shows the instance, and makes a watch that keeps it alive: it renews the lease before it ends, by the
// service's clock. The options may be nil.
//
// Each Next returns the instance after a renewal, with its new lease, or after another change. It returns io.EOF after
// Total, and ErrInstanceFailed when the instance is stopping, stopped, failed or deleted. A failed renewal is repeated
// while the lease lasts; then, and if repeating it would not help, Next returns its error, and the next Next continues.
// The lease is renewed only during Next.
func (c *Client) KeepWatch(ctx context.Context, id string, options *KeepOptions) (*Watch, error) {
	if err := options.check(); err != nil {
		return nil, err
	}
	numbers := options.inC()
	var refused error
	keep := func(result *C.codelab_go_result) *Watch {
		var watch *Watch
		watch, refused = c.newWatch(new(textArguments), toInstance(result), func(client *C.codelab_client,
			out **C.codelab_watch, problem *C.codelab_error) C.int32_t {
			C.codelab_go_reset(problem)
			return C.codelab_watch_new_keep(client, result.instance, numbers, out, problem)
		})
		return watch
	}
	watch, err := runWithID(ctx, c, id, keep, func(client *C.codelab_client, id *C.char, s *submission) {
		C.codelab_go_show(s.inC, client, id, s.result, s.error)
	})
	if err == nil {
		err = refused
	}
	return watch, err
}

// KeepAlive keeps a running instance alive until ctx is done: it renews the lease before it ends. Then the lease runs
// out. The options may be nil.
//
//	go func() {
//		err := client.KeepAlive(ctx, instance.ID, nil, nil)
//		if err != nil && ctx.Err() == nil {
//			log.Print("the instance is no longer kept alive: ", err)
//		}
//	}()
//
// It returns nil after Total, and otherwise the error that ended it: that of ctx, or ErrInstanceFailed when the instance
// is stopping, stopped, failed or deleted. After an error that may not occur again, such as a refused renewal, it continues while
// the lease lasts. If the instance stops because renewals failed, errors.Is also finds the last of their errors.
//
// Unless it is nil, each is called with the current state, then with the instance after each renewal and each other
// change, or with an error after which KeepAlive continues. The next renewal waits until each returns.
func (c *Client) KeepAlive(ctx context.Context, id string, options *KeepOptions, each func(*Instance, error)) error {
	watch, err := c.KeepWatch(ctx, id, options)
	if err != nil {
		return err
	}
	defer watch.Close()
	if each == nil {
		each = func(*Instance, error) {}
	}
	each(watch.last, nil)
	last, leaseEnd := watch.last, watch.last.leaseEnd(time.Now())
	var failure error // since the last renewal
	for {
		instance, err := watch.Next(ctx)
		switch {
		case err == io.EOF:
			return nil
		case err == nil:
			if instance.Status == StatusRunning && instance.LeaseDeadline.After(last.LeaseDeadline) {
				failure = nil
			}
			last, leaseEnd = instance, instance.leaseEnd(time.Now())
		case isFinal(err) || !time.Now().Before(leaseEnd):
			return withCause(err, failure)
		default:
			failure = err
		}
		each(instance, err)
	}
}

// leaseEnd returns the end of the lease by this machine's clock; zero if there is no lease, or its end is unknown.
func (i *Instance) leaseEnd(received time.Time) time.Time {
	if i.LeaseRemaining == nil {
		return time.Time{}
	}
	return received.Add(*i.LeaseRemaining)
}

// isFinal returns true for an error that the next Next, or the next renewal, would return again.
func isFinal(err error) bool {
	for _, each := range []error{ErrInstanceFailed, ErrState, ErrArgument, context.Canceled, context.DeadlineExceeded} {
		if errors.Is(err, each) {
			return true
		}
	}
	return false
}

// withCause returns err with a cause, unless it has one already.
func withCause(err, cause error) error {
	var problem *Error
	if cause != nil && errors.As(err, &problem) && problem.cause == nil {
		problem.cause = cause
	}
	return err
}
