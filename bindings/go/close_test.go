package codelab_test

import (
	"context"
	"errors"
	"io"
	"testing"

	codelab "libcodelab/bindings/go"
)

func wantClosed(t *testing.T, err error) {
	t.Helper()
	if !errors.Is(err, codelab.ErrClosed) || !errors.Is(err, codelab.ErrState) {
		t.Errorf("got %v, want ErrClosed and ErrState", err)
	}
}

func TestAClosedClientReturnsAnErrorAndCanBeClosedAgain(t *testing.T) {
	t.Parallel()
	with := newUser(t, settings{})
	client := with.client()
	for range [3]int{} {
		if err := client.Close(); err != nil {
			t.Error(err)
		}
	}
	for _, each := range stoppable {
		wantClosed(t, each.call(context.Background(), client, "an-id"))
	}
	if sent := with.requests(); sent != 0 {
		t.Errorf("%d requests were sent", sent)
	}
}

func TestAClosedWatchReturnsAnErrorAndCanBeClosedAgain(t *testing.T) {
	t.Parallel()
	watch, err := newUser(t, settings{}).client().Watch("an-id", nil)
	if err != nil {
		t.Fatal(err)
	}
	for range [3]int{} {
		if err := watch.Close(); err != nil {
			t.Error(err)
		}
	}
	_, err = watch.Next(context.Background())
	wantClosed(t, err)
}

func TestClosingTheClientDoesNotEndAPendingCall(t *testing.T) {
	t.Parallel()
	with := newUser(t, settings{})
	client := with.client()
	with.setFaults(fault{"kind": "latency", "delay_ms": 500})
	returned := make(chan error, 1)
	go func() {
		_, err := client.Open(context.Background(), nil)
		returned <- err
	}()
	eventually(t, "the request is there", func() bool { return with.requests() == 1 })
	if err := client.Close(); err != nil {
		t.Error(err)
	}
	if err := <-returned; err != nil {
		t.Errorf("the pending call: %v", err)
	}
	_, err := client.Open(context.Background(), nil)
	wantClosed(t, err)
}

func TestAWatchOutlivesItsClient(t *testing.T) {
	t.Parallel()
	client := newUser(t, settings{"step_ms": 10}).client()
	_, watch := watched(t, client)
	if err := client.Close(); err != nil {
		t.Error(err)
	}
	seen, err := follow(t, watch)
	if err != io.EOF || len(seen) == 0 || !seen[len(seen)-1].Ready {
		t.Errorf("ended with %v after %v", err, seen)
	}
}
