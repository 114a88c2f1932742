package codelab_test

import (
	"context"
	"errors"
	"io"
	"testing"
	"time"

	codelab "libcodelab/bindings/go"
)

// Less is left than a lease is renewed ahead of its end: the first renewal is due at once, the second one much later.
var fiveMinutes = settings{"existing": "RUNNING", "lease_duration_ms": 300_000}

var threeSeconds = settings{"existing": "RUNNING", "lease_duration_ms": 3000}

// frequently are options that notice a change within milliseconds.
var frequently = &codelab.KeepOptions{Poll: 20 * time.Millisecond}

// existing returns a user of the simulator with these settings, its client, and the id of its instance.
func existing(t testing.TB, with settings) (*user, *codelab.Client, string) {
	t.Helper()
	made := newUser(t, with)
	client := made.client()
	opened, err := client.Open(context.Background(), nil)
	if err != nil {
		t.Fatal(err)
	}
	made.forgetRequests()
	return made, client, opened.ID
}

func (u *user) count(call string) (count int) {
	u.t.Helper()
	for _, each := range u.calls() {
		if each == call {
			count++
		}
	}
	return count
}

func TestLeasesAreRenewedUntilTheTimeIsOver(t *testing.T) {
	t.Parallel()
	with, client, id := existing(t, threeSeconds)
	options := &codelab.KeepOptions{Total: 5 * time.Second, Poll: 50 * time.Millisecond}
	watch, err := client.KeepWatch(context.Background(), id, options)
	if err != nil {
		t.Fatal(err)
	}
	defer watch.Close()
	if watch.Phase() != codelab.PhaseKeeping {
		t.Errorf("before the first Next: %v", watch.Phase())
	}
	kept, err := follow(t, watch)
	if err != io.EOF || len(kept) < 2 || watch.Phase() != codelab.PhaseEnded {
		t.Errorf("%d changes, then %v in phase %v", len(kept), err, watch.Phase())
	}
	var deadline time.Time
	for _, each := range kept {
		if !each.LeaseDeadline.After(deadline) || each.Status != codelab.StatusRunning {
			t.Errorf("after %v: %v, %v", deadline, each.LeaseDeadline, each.Status)
		}
		deadline = each.LeaseDeadline
	}
	if renewals := with.count("renew_lease"); renewals != len(kept) {
		t.Errorf("%d renewals and %d changes", renewals, len(kept))
	}
}

func TestWhatCannotBeKeptAlive(t *testing.T) {
	t.Parallel()
	_, running, id := existing(t, fiveMinutes)
	_, stopped, stoppedID := existing(t, settings{"existing": "STOPPED"})
	closed := newUser(t, fiveMinutes).client()
	_ = closed.Close()
	for name, each := range map[string]struct {
		client  *codelab.Client
		id      string
		options *codelab.KeepOptions
		want    codelab.Code
	}{
		"an unknown instance":   {running, "an-id", nil, codelab.ErrNotFound},
		"a stopped instance":    {stopped, stoppedID, nil, codelab.ErrInstanceFailed},
		"an id with a NUL byte": {running, "a\x00b", nil, codelab.ErrArgument},
		"a short duration":      {running, id, &codelab.KeepOptions{Duration: time.Minute}, codelab.ErrArgument},
		"an unlimited lease":    {running, id, &codelab.KeepOptions{Duration: codelab.NoEnd}, codelab.ErrArgument},
		"a negative total":      {running, id, &codelab.KeepOptions{Total: -time.Hour}, codelab.ErrArgument},
		"an early renewal":      {running, id, &codelab.KeepOptions{Ahead: 25 * time.Hour}, codelab.ErrArgument},
		"a rare poll":           {running, id, &codelab.KeepOptions{Poll: 2 * time.Hour}, codelab.ErrArgument},
		"a closed client":       {closed, id, nil, codelab.ErrState},
	} {
		each := each
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if err := each.client.KeepAlive(context.Background(), each.id, each.options, nil); !errors.Is(err, each.want) {
				t.Errorf("got %v, want %v", err, each.want)
			}
		})
	}
}

// keeping is a KeepAlive in a goroutine.
type keeping struct {
	instances chan *codelab.Instance
	errors    chan error
	returned  chan error
	cancel    context.CancelFunc
}

func keepAlive(t testing.TB, client *codelab.Client, id string, options *codelab.KeepOptions) *keeping {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	k := &keeping{make(chan *codelab.Instance, 100), make(chan error, 1000), make(chan error, 1), cancel}
	t.Cleanup(cancel)
	go func() {
		k.returned <- client.KeepAlive(ctx, id, options, func(instance *codelab.Instance, err error) {
			if err != nil {
				k.errors <- err
			} else {
				k.instances <- instance
			}
		})
	}()
	return k
}

func TestKeepAliveEndsWithItsContext(t *testing.T) {
	t.Parallel()
	with, client, id := existing(t, fiveMinutes)
	k := keepAlive(t, client, id, &codelab.KeepOptions{Poll: time.Hour})
	shown, renewed := <-k.instances, <-k.instances
	if !renewed.LeaseDeadline.After(shown.LeaseDeadline) {
		t.Errorf("%v, then %v", shown.LeaseDeadline, renewed.LeaseDeadline)
	}
	k.cancel()
	if err := <-k.returned; !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, want context.Canceled", err)
	}
	if calls := with.calls(); len(calls) != 3 {
		t.Errorf("requests: %v", calls)
	}
}

func TestKeepAliveEndsWithTheDeadlineOfItsContext(t *testing.T) {
	t.Parallel()
	_, client, id := existing(t, fiveMinutes)
	ctx, cancel := context.WithTimeout(context.Background(), 300*time.Millisecond)
	defer cancel()
	if err := client.KeepAlive(ctx, id, nil, nil); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("got %v, want context.DeadlineExceeded", err)
	}
}

func TestKeepAliveReturnsNilAfterItsTotal(t *testing.T) {
	t.Parallel()
	_, client, id := existing(t, fiveMinutes)
	options := &codelab.KeepOptions{Total: 300 * time.Millisecond}
	if err := client.KeepAlive(context.Background(), id, options, nil); err != nil {
		t.Error(err)
	}
}

func TestKeepAliveContinuesAfterARefusedRenewal(t *testing.T) {
	t.Parallel()
	with, client, id := existing(t, fiveMinutes)
	with.setFaults(fault{"kind": "status", "status": 403, "call": "renew_lease", "times": 2})
	k := keepAlive(t, client, id, frequently)
	<-k.instances
	if renewed := <-k.instances; renewed.Status != codelab.StatusRunning || len(k.errors) != 2 {
		t.Errorf("%v after %d errors", renewed.Status, len(k.errors))
	}
	if err := <-k.errors; !errors.Is(err, codelab.ErrPermission) {
		t.Errorf("got %v, want ErrPermission", err)
	}
	with.change(settings{"status": "STOPPED"})
	if err := <-k.returned; !errors.Is(err, codelab.ErrInstanceFailed) || errors.Is(err, codelab.ErrPermission) {
		t.Errorf("got %v, want ErrInstanceFailed alone", err)
	}
}

func TestKeepAliveNamesTheRenewalThatFailed(t *testing.T) {
	t.Parallel()
	with, client, id := existing(t, fiveMinutes)
	with.setFaults(fault{"kind": "status", "status": 403, "call": "renew_lease", "times": 0})
	k := keepAlive(t, client, id, frequently)
	<-k.errors
	with.change(settings{"status": "STOPPED"})
	err := <-k.returned
	if !errors.Is(err, codelab.ErrInstanceFailed) || !errors.Is(err, codelab.ErrPermission) {
		t.Errorf("got %v, want ErrInstanceFailed because of ErrPermission", err)
	}
}

func TestKeepAliveEndsWithTheLeaseIfNothingIsPermitted(t *testing.T) {
	t.Parallel()
	with, client, id := existing(t, settings{"existing": "RUNNING", "lease_duration_ms": 1500})
	k := keepAlive(t, client, id, frequently)
	<-k.instances
	with.setFaults(fault{"kind": "status", "status": 403, "times": 0})
	if err := <-k.returned; !errors.Is(err, codelab.ErrPermission) || len(k.errors) == 0 {
		t.Errorf("got %v, want ErrPermission after others; %d", err, len(k.errors))
	}
}
