package codelab_test

import (
	"bytes"
	"context"
	"errors"
	"net/http"
	"os"
	"regexp"
	"runtime"
	"strconv"
	"sync"
	"testing"
	"time"

	codelab "libcodelab/bindings/go"
)

const (
	thousand    = 1000
	mostThreads = 20
)

var threadsLine = regexp.MustCompile(`(?m)^Threads:\s*(\d+)$`)

// threads returns the number of threads of this process.
func threads(t testing.TB) int {
	t.Helper()
	status, err := os.ReadFile("/proc/self/status")
	if err != nil {
		t.Fatal(err)
	}
	count, err := strconv.Atoi(string(threadsLine.FindSubmatch(status)[1]))
	if err != nil {
		t.Fatal(err)
	}
	return count
}

// descriptors returns the number of open descriptors of this process.
func descriptors(t testing.TB) int {
	t.Helper()
	open, err := os.ReadDir("/proc/self/fd")
	if err != nil {
		t.Fatal(err)
	}
	return len(open)
}

// goroutines returns the number of goroutines, except those of the tests' connections to the simulator.
func goroutines() (count int) {
	stacks := make([]byte, 8<<20)
	for _, each := range bytes.Split(stacks[:runtime.Stack(stacks, true)], []byte("\n\n")) {
		if !bytes.Contains(each, []byte("net/http.")) {
			count++
		}
	}
	return count
}

// each runs work in a thousand goroutines, and returns the channel for their errors.
func each(work func(number int) error) <-chan error {
	results := make(chan error, thousand)
	for i := 0; i < thousand; i++ {
		i := i
		go func() { results <- work(i) }()
	}
	return results
}

// heldUp returns a client whose first responses are delayed: that many; 0: all of them.
func heldUp(t *testing.T, delay time.Duration, times int) (*user, *codelab.Client) {
	t.Helper()
	with := newUser(t, settings{"step_ms": 60_000})
	queue, err := codelab.NewQueue(codelab.QueueOptions{RequestsPerSecond: codelab.Unlimited})
	if err != nil {
		t.Fatal(err)
	}
	defer queue.Close() // the client keeps it open
	options := with.options()
	options.Queue = queue
	with.setFaults(fault{"kind": "latency", "delay_ms": delay.Milliseconds(), "times": times})
	return with, with.clientWith(options)
}

func TestAThousandOpensAtOnceNeedAFewThreadsAndLeakNothing(t *testing.T) {
	_, client := heldUp(t, time.Second, 8)
	before := goroutines()
	stoppable, stop := context.WithCancel(context.Background())
	defer stop()
	results := each(func(number int) error {
		ctx := context.Background()
		if number%2 == 1 {
			ctx = stoppable
		}
		_, err := client.Open(ctx, nil)
		return err
	})
	eventually(t, "all are pending", func() bool { return goroutines() >= before+thousand })
	most := threads(t)
	for i := 0; i < thousand; i++ {
		if err := <-results; err != nil {
			t.Fatal(err)
		}
		if count := threads(t); count > most {
			most = count
		}
	}
	t.Logf("%d threads at most", most)
	if most > mostThreads {
		t.Errorf("%d threads, want %d at most", most, mostThreads)
	}
	eventually(t, "no goroutine is left", func() bool { return goroutines() <= before })
}

func TestAThousandCallsEndAtOnceWhenTheirContextIsCancelled(t *testing.T) {
	with, client := heldUp(t, longAnswer, 0)
	before := goroutines()
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	begin := time.Now()
	results := each(func(int) error {
		_, err := client.Show(ctx, "an-id")
		return err
	})
	eventually(t, "all are pending", func() bool { return goroutines() >= before+thousand && with.requests() > 0 })
	cancel()
	for i := 0; i < thousand; i++ {
		if err := <-results; !errors.Is(err, context.Canceled) || !errors.Is(err, codelab.ErrCancelled) {
			t.Fatalf("got %v, want context.Canceled", err)
		}
	}
	if time.Since(begin) >= longAnswer {
		t.Error("the answers were waited for")
	}
	eventually(t, "no goroutine is left", func() bool { return goroutines() <= before })
}

// Rejected calls are never submitted: goroutines that wait for their submission must not wait for ever.
func TestRefusedCallsDoNotDisturbPendingOnes(t *testing.T) {
	with := newUser(t, settings{"step_ms": 60_000})
	client := with.client()
	instance, err := client.Open(context.Background(), nil)
	if err != nil {
		t.Fatal(err)
	}
	before := goroutines()
	var group sync.WaitGroup
	for i := 0; i < 16; i++ {
		i := i
		group.Add(1)
		go func() {
			defer group.Done()
			for round := 0; round < 20; round++ {
				ctx, cancel := context.WithCancel(context.Background())
				if i%4 == 0 {
					ctx = context.Background()
				}
				if (i+round)%3 > 0 {
					if _, err := client.Show(ctx, "../up"); !errors.Is(err, codelab.ErrArgument) {
						t.Errorf("got %v, want ErrArgument", err)
					}
				} else if _, err := client.Show(ctx, instance.ID); err != nil {
					t.Error(err)
				}
				cancel()
			}
		}()
	}
	group.Wait()
	eventually(t, "no goroutine is left", func() bool { return goroutines() <= before })
	if _, err := client.Show(context.Background(), instance.ID); err != nil {
		t.Errorf("afterwards: %v", err)
	}
}

func TestASingleCallDoesNotDelayTheNextOne(t *testing.T) {
	with := newUser(t, settings{"step_ms": 60_000})
	client := with.client()
	with.setFaults(slowAnswers())
	for _, first := range []context.Context{context.Background(), context.TODO()} {
		ctx, cancel := context.WithCancel(first)
		slow := make(chan error, 1)
		go func() {
			_, err := client.Show(ctx, "an-id")
			slow <- err
		}()
		eventually(t, "the first one is pending", func() bool { return with.requests() == 1 })
		if err := listFlavors(context.Background(), client); err != nil {
			t.Errorf("the other one: %v", err)
		}
		cancel()
		if err := <-slow; !errors.Is(err, context.Canceled) {
			t.Errorf("the first one: %v, want context.Canceled", err)
		}
		with.setFaults(slowAnswers())
		with.forgetRequests()
	}
}

func TestNothingIsLeftOpenWhenTheLastClientIsClosed(t *testing.T) {
	with := newUser(t, settings{"step_ms": 0})
	options := with.options()
	options.Queue = nil // the queue of the process
	http.DefaultClient.CloseIdleConnections()
	before := descriptors(t)
	for round := 0; round < 3; round++ {
		first, second := with.clientWith(options), with.clientWith(options)
		instance, err := first.Open(context.Background(), nil)
		if err != nil {
			t.Fatal(err)
		}
		watch, err := second.Watch(instance.ID, nil)
		if err != nil {
			t.Fatal(err)
		}
		it := second.Flavors(nil)
		first.Close()
		second.Close()
		if _, err := watch.Next(context.Background()); err != nil {
			t.Error(err)
		}
		watch.Close()
		if !it.Next(context.Background()) {
			t.Error(it.Err())
		}
		it.Close()
		eventually(t, "no descriptor is left open", func() bool {
			http.DefaultClient.CloseIdleConnections()
			return descriptors(t) <= before
		})
	}
}

func TestAQueueOutlivesItsCloseAsLongAsAClientUsesIt(t *testing.T) {
	t.Parallel()
	queue := newUnpaced(t)
	with := newUser(t, settings{})
	options := with.options()
	options.Queue = queue
	client := with.clientWith(options)
	for range [3]int{} {
		if err := queue.Close(); err != nil {
			t.Error(err)
		}
	}
	if err := listFlavors(context.Background(), client); err != nil {
		t.Error(err)
	}
	_, err := codelab.NewClient(options)
	wantClosed(t, err)
}

func TestInvalidOptionsOfAQueueAreRefused(t *testing.T) {
	for _, options := range []codelab.QueueOptions{
		{ConnectionsPerHost: -1}, {ConnectionsPerHost: 257}, {RequestsPerSecond: -2}, {Burst: -1},
	} {
		if queue, err := codelab.NewQueue(options); queue != nil || !errors.Is(err, codelab.ErrArgument) {
			t.Errorf("%+v: %v, want ErrArgument", options, err)
		}
	}
}
