package codelab_test

import (
	"context"
	"errors"
	"io"
	"testing"
	"time"

	codelab "libcodelab/bindings/go"
)

func TestDeletingReturnsNilForAnEmptyResponse(t *testing.T) {
	t.Parallel()
	for _, each := range []struct {
		answer string
		isNil  bool
	}{{"object", false}, {"none", true}} {
		with := newUser(t, settings{"step_ms": 0, "delete_answer": each.answer})
		id := openedBy(t, with)
		with.change(settings{"status": "STOPPED"})
		instance, err := with.client().Delete(context.Background(), id)
		if err != nil || (instance == nil) != each.isNil {
			t.Errorf("%s: %v, %v", each.answer, instance, err)
		}
	}
}

func TestStoppingAndDeletingCanBeFollowed(t *testing.T) {
	t.Parallel()
	with := newUser(t, settings{"step_ms": 0, "stop_ms": 50, "delete_ms": 50})
	client := with.client()
	id := openedBy(t, with)
	for _, each := range []struct {
		until codelab.Until
		call  func(context.Context, string) (*codelab.Instance, error)
	}{{codelab.UntilStopped, client.Stop}, {codelab.UntilDeleted, client.Delete}} {
		if _, err := each.call(context.Background(), id); err != nil {
			t.Fatal(err)
		}
		watch, err := client.Watch(id, &codelab.WatchOptions{
			Until: each.until, FirstDelay: quickly.FirstDelay, Ceiling: quickly.Ceiling,
		})
		if err != nil {
			t.Fatal(err)
		}
		if seen, err := follow(t, watch); err != io.EOF {
			t.Errorf("%v: ended with %v after %v", each.until, err, seen)
		}
		if err := watch.Close(); err != nil {
			t.Error(err)
		}
	}
}

func TestASwitchReportsItsPhases(t *testing.T) {
	t.Parallel()
	with := newUser(t, settings{"step_ms": 20, "stop_ms": 20})
	client := with.client()
	id := openedBy(t, with)
	with.change(settings{"status": "STOPPED"})
	watch, err := client.Switch(id, codelab.SwitchRequest{Flavor: "modelarts.vm.gpu.free"}, quickly)
	if err != nil {
		t.Fatal(err)
	}
	if watch.Phase() != codelab.PhaseLooking || watch.Phase().String() != "LOOKING" {
		t.Errorf("begins by %v", watch.Phase())
	}
	seen, err := follow(t, watch)
	if err != io.EOF || len(seen) == 0 {
		t.Fatalf("ended with %v after %v", err, seen)
	}
	if last := seen[len(seen)-1]; !last.Ready || last.Flavor != "modelarts.vm.gpu.free" {
		t.Errorf("ended with %v, flavor %v", last, last.Flavor)
	}
	if watch.Phase() != codelab.PhaseEnded {
		t.Errorf("ended by %v", watch.Phase())
	}
	if _, err := client.Switch(id, codelab.SwitchRequest{}, nil); !errors.Is(err, codelab.ErrArgument) {
		t.Errorf("a switch to nothing: %v, want ErrArgument", err)
	}
}

func TestALeaseHasItsDeadlineAndRemainingTime(t *testing.T) {
	t.Parallel()
	with := newUser(t, settings{"step_ms": 0})
	lease, err := with.client().RenewLease(context.Background(), openedBy(t, with),
		&codelab.LeaseRequest{Duration: 2 * time.Hour})
	if err != nil {
		t.Fatal(err)
	}
	if !lease.Deadline.Equal(lease.CreateAt.Add(*lease.Duration)) {
		t.Errorf("the deadline is %v, of %v from %v", lease.Deadline, lease.Duration, lease.CreateAt)
	}
	// The service's clock is the Date header of the response, in whole seconds.
	left := lease.Remaining
	if left == nil || *left <= time.Hour || *left > 2*time.Hour+time.Second {
		t.Errorf("%v is left", left)
	}
}
