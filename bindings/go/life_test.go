package codelab_test

import (
	"context"
	"errors"
	"io"
	"math"
	"testing"
	"time"

	codelab "libcodelab/bindings/go"
)

func TestDeletingReturnsNilWhenTheServiceSaysNoMore(t *testing.T) {
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
		watch, err := client.Watch(id, &codelab.WatchOptions{Until: each.until, FirstDelayMs: 5, CeilingMs: 20})
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

func TestASwitchTellsItsPhases(t *testing.T) {
	t.Parallel()
	with := newUser(t, settings{"step_ms": 20, "stop_ms": 20})
	client := with.client()
	id := openedBy(t, with)
	with.change(settings{"status": "STOPPED"})
	watch, err := client.Switch(id, codelab.SwitchRequest{Flavor: codelab.Some("modelarts.vm.gpu.free")}, quickly)
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
	if last := seen[len(seen)-1]; !last.Ready || last.Flavor != codelab.Some("modelarts.vm.gpu.free") {
		t.Errorf("ended with %v, flavor %v", last, last.Flavor)
	}
	if watch.Phase() != codelab.PhaseEnded {
		t.Errorf("ended by %v", watch.Phase())
	}
	if _, err := client.Switch(id, codelab.SwitchRequest{}, nil); !errors.Is(err, codelab.ErrArgument) {
		t.Errorf("a switch to nothing: %v, want ErrArgument", err)
	}
}

func TestALeaseTellsItsDeadlineAndWhatIsLeft(t *testing.T) {
	t.Parallel()
	with := newUser(t, settings{"step_ms": 0})
	lease, err := with.client().RenewLease(context.Background(), openedBy(t, with),
		&codelab.LeaseRequest{DurationMs: 7_200_000})
	if err != nil {
		t.Fatal(err)
	}
	deadline, remaining := lease.Deadline(), lease.Remaining()
	if !deadline.Present || deadline.Value.UnixMilli() != lease.DeadlineMs.Value {
		t.Errorf("the deadline is %v, in milliseconds %v", deadline, lease.DeadlineMs)
	}
	// The service's clock is the answer's Date header, which counts whole seconds.
	if !remaining.Present || remaining.Value <= time.Hour || remaining.Value > 2*time.Hour+time.Second {
		t.Errorf("%v is left, in milliseconds %v", remaining, lease.RemainingMs)
	}
}

func TestALeaseWithoutAnEndHasNoDeadlineAndNoLeaseIsTooLong(t *testing.T) {
	if lease := (codelab.Lease{}); lease.Deadline().Present || lease.Remaining().Present {
		t.Errorf("%v, %v", lease.Deadline(), lease.Remaining())
	}
	long := codelab.Lease{RemainingMs: codelab.Some(int64(math.MaxInt64))}
	if left := long.Remaining(); !left.Present || left.Value < 290*365*24*time.Hour {
		t.Errorf("%v is left", left)
	}
}
