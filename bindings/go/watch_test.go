package codelab_test

import (
	"context"
	"errors"
	"io"
	"testing"

	codelab "libcodelab/bindings/go"
)

func TestAWatchReportsEachChangeUntilTheInstanceIsReady(t *testing.T) {
	t.Parallel()
	opened, watch := watched(t, newUser(t, settings{"step_ms": 50}).client())
	if opened.Ready || opened.BrowserURL.Present() {
		t.Errorf("ready at once: %v", opened)
	}
	seen, err := follow(t, watch)
	if err != io.EOF {
		t.Fatal(err)
	}
	for i := 1; i < len(seen); i++ {
		if seen[i].ProgressPercent < seen[i-1].ProgressPercent {
			t.Errorf("progress goes back from %d to %d", seen[i-1].ProgressPercent, seen[i].ProgressPercent)
		}
	}
	if len(seen) < 2 {
		t.Fatalf("only %d changes", len(seen))
	}
	ready := seen[len(seen)-1]
	if !ready.Ready || ready.Status != codelab.StatusRunning || ready.ProgressPercent != 100 {
		t.Errorf("ended with %v", ready)
	}
	if !ready.BrowserURL.Present() || !ready.Token.Present() {
		t.Error("a ready instance has no address or no token")
	}
	if instance, err := watch.Next(context.Background()); instance != nil || err != io.EOF {
		t.Errorf("after the end: %v, %v", instance, err)
	}
}

func TestAWatchContinuesAfterItsContextWasCancelled(t *testing.T) {
	t.Parallel()
	with := newUser(t, settings{"step_ms": 60_000})
	_, watch := watched(t, with.client())
	if _, err := watch.Next(context.Background()); err != nil {
		t.Fatal(err)
	}

	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	with.forgetRequests()
	returned := make(chan error, 1)
	go func() {
		_, err := watch.Next(ctx) // nothing changes: it polls repeatedly
		returned <- err
	}()
	eventually(t, "it looks again", func() bool { return with.requests() > 0 })
	if _, err := watch.Next(context.Background()); !errors.Is(err, codelab.ErrState) {
		t.Errorf("a second Next at the same time: %v, want ErrState", err)
	}
	cancel()
	if err := <-returned; !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, want context.Canceled", err)
	}

	with.change(settings{"status": "RUNNING", "url": "https://host.example/lab"})
	instance, err := watch.Next(context.Background())
	if err != nil || !instance.Ready {
		t.Errorf("after it was cancelled: %v, %v", instance, err)
	}
}

func TestAWatchEndsWithTheReasonOfAFailedStart(t *testing.T) {
	t.Parallel()
	with := newUser(t, settings{"step_ms": 10, "fail_start": "no flavor is left"})
	_, watch := watched(t, with.client())
	seen, err := follow(t, watch)
	if !errors.Is(err, codelab.ErrInstanceFailed) || len(seen) == 0 {
		t.Fatalf("ended with %v after %v", err, seen)
	}
	last := seen[len(seen)-1]
	if !last.Failed || last.FailReason != "no flavor is left" {
		t.Errorf("the failed instance is %v", last)
	}
}

func TestAWatchOfAnInstanceReportsOnlyChanges(t *testing.T) {
	t.Parallel()
	with := newUser(t, settings{"step_ms": 60_000})
	client := with.client()
	opened, err := client.Open(context.Background(), nil)
	if err != nil {
		t.Fatal(err)
	}
	known, err := client.Show(context.Background(), opened.ID)
	if err != nil {
		t.Fatal(err)
	}
	watch, err := client.WatchFrom(known, quickly)
	if err != nil {
		t.Fatal(err)
	}
	defer watch.Close()
	with.forgetRequests()
	next := make(chan *codelab.Instance, 1)
	go func() {
		instance, err := watch.Next(context.Background())
		if err != nil {
			t.Error(err)
		}
		next <- instance
	}()
	eventually(t, "it has looked three times", func() bool { return with.requests() >= 3 })
	select {
	case instance := <-next:
		t.Fatalf("returned the given instance: %v", instance)
	default:
	}
	with.change(settings{"status": "RUNNING", "url": "https://host.example/lab"})
	if ready := <-next; ready == nil || !ready.Ready {
		t.Fatalf("then returned %v", ready)
	} else if again, err := client.WatchFrom(ready, quickly); err != nil {
		t.Error(err)
	} else {
		defer again.Close()
		with.forgetRequests()
		if got, err := again.Next(context.Background()); got != nil || err != io.EOF || with.requests() != 0 {
			t.Errorf("of one that is ready: %v, %v, %d requests", got, err, with.requests())
		}
	}
}

func TestAWatchNeedsAnInstanceWithAnID(t *testing.T) {
	t.Parallel()
	client := newUser(t, settings{}).client()
	for _, each := range []*codelab.Instance{nil, {}, {ID: "../up"}} {
		if _, err := client.WatchFrom(each, nil); !errors.Is(err, codelab.ErrArgument) {
			t.Errorf("%v: %v, want ErrArgument", each, err)
		}
	}
}
