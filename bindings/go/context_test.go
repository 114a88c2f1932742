package codelab_test

import (
	"context"
	"errors"
	"net/http"
	"runtime"
	"sync"
	"testing"
	"time"

	codelab "libcodelab/bindings/go"
)

// longAnswer is the simulator's delay before a response. A cancelled call returns earlier.
const longAnswer = 10 * time.Second

func slowAnswers() fault {
	return fault{"kind": "latency", "delay_ms": longAnswer.Milliseconds(), "times": 1}
}

func TestCancellingTheContextEndsACallThatWaitsForItsResponse(t *testing.T) {
	for _, each := range stoppable {
		each := each
		t.Run(each.name, func(t *testing.T) {
			t.Parallel()
			with := newUser(t, settings{"step_ms": 60_000})
			client := with.client()
			instance, err := client.Open(context.Background(), nil)
			if err != nil {
				t.Fatal(err)
			}
			with.setFaults(slowAnswers())
			with.forgetRequests()

			ctx, cancel := context.WithCancel(context.Background())
			defer cancel()
			returned := make(chan error, 1)
			begin := time.Now()
			go func() { returned <- each.call(ctx, client, instance.ID) }()
			eventually(t, "the request is there", func() bool { return with.requests() == 1 })
			cancel()
			err = <-returned
			if time.Since(begin) >= longAnswer {
				t.Error("the call waited for its answer")
			}
			if !errors.Is(err, codelab.ErrCancelled) || !errors.Is(err, context.Canceled) {
				t.Errorf("got %v, want ErrCancelled and context.Canceled", err)
			}
			if _, err := walk(context.Background(), client.Flavors(nil)); err != nil {
				t.Errorf("the client does not work afterwards: %v", err)
			}
		})
	}
}

func TestTheDeadlineOfTheContextEndsACallThatWaitsForItsResponse(t *testing.T) {
	for _, each := range stoppable {
		each := each
		t.Run(each.name, func(t *testing.T) {
			t.Parallel()
			with := newUser(t, settings{"step_ms": 60_000})
			client := with.client()
			instance, err := client.Open(context.Background(), nil)
			if err != nil {
				t.Fatal(err)
			}
			with.setFaults(slowAnswers())

			ctx, cancel := context.WithTimeout(context.Background(), 100*time.Millisecond)
			defer cancel()
			begin := time.Now()
			err = each.call(ctx, client, instance.ID)
			if time.Since(begin) >= longAnswer {
				t.Error("the call waited for its answer")
			}
			if !errors.Is(err, codelab.ErrDeadline) || !errors.Is(err, context.DeadlineExceeded) {
				t.Errorf("got %v, want ErrDeadline and context.DeadlineExceeded", err)
			}
			if _, err := walk(context.Background(), client.Flavors(nil)); err != nil {
				t.Errorf("the client does not work afterwards: %v", err)
			}
		})
	}
}

func TestADoneContextSendsNothing(t *testing.T) {
	cancelled, cancel := context.WithCancel(context.Background())
	cancel()
	late, cancel := context.WithDeadline(context.Background(), time.Now().Add(-time.Second))
	defer cancel()
	cases := []struct {
		name  string
		ctx   context.Context
		code  codelab.Code
		cause error
	}{
		{"cancelled", cancelled, codelab.ErrCancelled, context.Canceled},
		{"past its deadline", late, codelab.ErrDeadline, context.DeadlineExceeded},
	}
	for _, call := range stoppable {
		for _, each := range cases {
			call, each := call, each
			t.Run(call.name+" "+each.name, func(t *testing.T) {
				t.Parallel()
				with := newUser(t, settings{})
				err := call.call(each.ctx, with.client(), "an-id")
				if !errors.Is(err, each.code) || !errors.Is(err, each.cause) {
					t.Errorf("got %v, want %v and %v", err, each.code, each.cause)
				}
				if sent := with.requests(); sent != 0 {
					t.Errorf("%d requests were sent", sent)
				}
			})
		}
	}
}

func TestAnAttemptTimeoutIsNotAContextError(t *testing.T) {
	t.Parallel()
	with := newUser(t, settings{})
	options := with.options()
	options.AttemptTimeout, options.MaxAttempts = 100*time.Millisecond, 1
	client := with.clientWith(options)
	with.setFaults(slowAnswers())
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	_, err := client.Show(ctx, "an-id")
	if !errors.Is(err, codelab.ErrDeadline) || errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("got %v, want ErrDeadline without context.DeadlineExceeded", err)
	}
}

func TestOneClientServesManyGoroutinesAndLeaksNone(t *testing.T) {
	const goroutines, rounds = 16, 5
	http.DefaultClient.CloseIdleConnections()
	before := runtime.NumGoroutine()

	with := newUser(t, settings{"step_ms": 60_000})
	client := with.client()
	instance, err := client.Open(context.Background(), nil)
	if err != nil {
		t.Fatal(err)
	}
	var group sync.WaitGroup
	for i := 0; i < goroutines; i++ {
		i := i
		group.Add(1)
		go func() {
			defer group.Done()
			for round := 0; round < rounds; round++ {
				ctx, cancel := context.WithCancel(context.Background())
				isCancelled := (i+round)%2 == 1
				if isCancelled {
					go cancel() // before, during or after the call
				}
				shown, err := client.Show(ctx, instance.ID)
				cancel()
				switch {
				case err == nil && shown.ID != instance.ID:
					t.Errorf("got the instance %v", shown.ID)
				case err != nil && !(isCancelled && errors.Is(err, context.Canceled)):
					t.Error(err)
				}
			}
		}()
	}
	group.Wait()
	if err := client.Close(); err != nil {
		t.Error(err)
	}
	eventually(t, "no goroutine is left", func() bool {
		http.DefaultClient.CloseIdleConnections()
		return runtime.NumGoroutine() <= before
	})
}
