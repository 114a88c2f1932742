package codelab_test

import (
	"context"
	"errors"
	"testing"
	"time"

	codelab "libcodelab/bindings/go"
)

// The scenarios follow such a watch step by step. These tests run it in one call.
func TestResultOfAWatchThatOpens(t *testing.T) {
	t.Parallel()
	tested := 0
	for _, each := range readScenarios(t) {
		if each.Call != "open_until_ready" {
			continue
		}
		each, expect := each, each.Expect
		// Result returns no changes on the way, and no instance with an error.
		expect.Statuses, expect.Phases = nil, nil
		if expect.Code != "CODELAB_DONE" {
			expect.Fields = nil
		} else {
			expect.Code = "CODELAB_OK"
		}
		tested++
		t.Run(each.Name, func(t *testing.T) {
			t.Parallel()
			with := each.newUser(t)
			client := with.client()
			with.setFaults(each.Faults...)
			ctx, stop := each.context()
			defer stop()
			watch, err := client.OpenWatch(requested[codelab.OpenRequest](t, each.Request), each.watchOptions(t))
			seen := outcome{err: err}
			if err == nil {
				defer watch.Close()
				seen.result, seen.err = watch.Result(ctx)
			}
			expect.check(t, seen, with.calls())
		})
	}
	if tested < 20 {
		t.Errorf("only %d scenarios", tested)
	}
}

func TestOpenReadyReturnsAReadyInstance(t *testing.T) {
	t.Parallel()
	for name, each := range map[string]struct {
		user    settings
		request *codelab.OpenRequest
	}{
		"none":    {settings{"step_ms": 0}, nil},
		"running": {settings{"existing": "RUNNING"}, &codelab.OpenRequest{Flags: codelab.ReplaceFailed}},
		"stopped": {settings{"existing": "STOPPED", "step_ms": 0}, nil},
	} {
		each := each
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			instance, err := newUser(t, each.user).client().OpenReady(context.Background(), each.request)
			if err != nil || !instance.Ready {
				t.Errorf("got %v, %v", instance, err)
			}
		})
	}
}

func TestOpenReadyEndsWithItsContext(t *testing.T) {
	t.Parallel()
	with := newUser(t, settings{"step_ms": 60_000})
	client := with.client()
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	returned := make(chan error, 1)
	go func() {
		_, err := client.OpenReady(ctx, nil)
		returned <- err
	}()
	eventually(t, "it polls", func() bool { return with.requests() > 1 })
	cancel()
	if err := <-returned; !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, want context.Canceled", err)
	}
}

func TestOpenDoesNotReplaceAnInstance(t *testing.T) {
	t.Parallel()
	with := newUser(t, settings{"existing": "ERROR"})
	request := &codelab.OpenRequest{Flags: codelab.ReplaceFailed}
	if _, err := with.client().Open(context.Background(), request); !errors.Is(err, codelab.ErrArgument) {
		t.Errorf("got %v, want ErrArgument", err)
	}
	if with.requests() != 0 {
		t.Error("a request was sent")
	}
}

func TestResultIsTheLastKnownState(t *testing.T) {
	t.Parallel()
	with := newUser(t, settings{"step_ms": 0, "delete_ms": 0})
	client, ctx := with.client(), context.Background()
	opened, err := client.Open(ctx, nil)
	if err != nil {
		t.Fatal(err)
	}
	result := func(watch *codelab.Watch, err error) *codelab.Instance {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		defer watch.Close()
		instance, err := watch.Result(ctx)
		if err != nil {
			t.Fatal(err)
		}
		if again, err := watch.Result(ctx); again != instance || err != nil {
			t.Errorf("a second time: %v, %v", again, err)
		}
		return instance
	}

	if ready := result(client.WatchFrom(opened, quickly)); ready != opened {
		t.Errorf("of a ready instance: %v", ready)
	}
	if ready := result(client.Watch(opened.ID, quickly)); !ready.Ready || ready == opened {
		t.Errorf("of its id: %v", ready)
	}
	with.change(settings{"status": "STOPPED"})
	if _, err := client.Delete(ctx, opened.ID); err != nil {
		t.Fatal(err)
	}
	untilDeleted := &codelab.WatchOptions{Until: codelab.UntilDeleted, FirstDelay: time.Millisecond}
	gone := result(client.Watch(opened.ID, untilDeleted))
	if gone.ID != opened.ID || gone.Status != codelab.StatusDeleted {
		t.Errorf("of one that is gone: %v", gone)
	}
	if last := result(client.WatchFrom(opened, untilDeleted)); last != opened {
		t.Errorf("of one that is gone, from a known state: %v", last)
	}
}

func TestResultContinuesAfterAnError(t *testing.T) {
	t.Parallel()
	with := newUser(t, settings{"step_ms": 10})
	watch, err := with.client().OpenWatch(nil, quickly)
	if err != nil {
		t.Fatal(err)
	}
	defer watch.Close()
	with.setFaults(fault{"kind": "status", "status": 403, "call": "show"})
	if _, err := watch.Result(context.Background()); !errors.Is(err, codelab.ErrPermission) {
		t.Errorf("got %v, want ErrPermission", err)
	}
	if instance, err := watch.Result(context.Background()); err != nil || !instance.Ready {
		t.Errorf("after the error: %v, %v", instance, err)
	}
}
