package codelab_test

import (
	"context"
	"errors"
	"os"
	"runtime/debug"
	"strconv"
	"strings"
	"testing"

	codelab "libcodelab/bindings/go"
)

// soakVariable has the number of calls; forgetEnvironment does not remove it.
const soakVariable = "SOAK_CALLS"

// residentBytes returns the memory of this process after a garbage collection.
func residentBytes(t *testing.T) int {
	t.Helper()
	debug.FreeOSMemory()
	statm, err := os.ReadFile("/proc/self/statm")
	if err != nil {
		t.Fatal(err)
	}
	pages, err := strconv.Atoi(strings.Fields(string(statm))[1])
	if err != nil {
		t.Fatal(err)
	}
	return pages * os.Getpagesize()
}

// round makes ten calls of all kinds, and cancels some of them.
func round(t *testing.T, client *codelab.Client, id string) {
	t.Helper()
	stopped, stop := context.WithCancel(context.Background())
	calls := atOnceFew(9, func(number int) error {
		switch number {
		case 0:
			_, err := client.Show(stopped, id)
			return err
		case 1:
			return listFlavors(context.Background(), client)
		case 2:
			watch, err := client.Watch(id, quickly)
			if err != nil {
				return err
			}
			defer watch.Close()
			_, err = watch.Next(stopped)
			return err
		case 3:
			_, err := client.ShowLease(context.Background(), id)
			return err
		case 4:
			_, err := client.Show(context.Background(), "another")
			if errors.Is(err, codelab.ErrNotFound) {
				return nil
			}
			return err
		default:
			_, err := client.Show(context.Background(), id)
			return err
		}
	})
	if _, err := client.Open(context.Background(), nil); err != nil {
		t.Fatal(err)
	}
	stop()
	for i := 0; i < 9; i++ {
		if err := <-calls; err != nil && !errors.Is(err, context.Canceled) {
			t.Fatal(err)
		}
	}
}

func atOnceFew(count int, work func(number int) error) <-chan error {
	results := make(chan error, count)
	for i := 0; i < count; i++ {
		i := i
		go func() { results <- work(i) }()
	}
	return results
}

func TestMemoryAndThreadsDoNotGrowAfterManyCalls(t *testing.T) {
	calls := 3000
	if text := os.Getenv(soakVariable); text != "" {
		var err error
		if calls, err = strconv.Atoi(text); err != nil {
			t.Fatal(err)
		}
	}
	with := newUser(t, settings{"step_ms": 0})
	client := with.client()
	id := openedBy(t, with)
	for made := 0; made < calls/3; made += 10 {
		round(t, client, id)
		with.forgetRequests()
	}
	memory, count, before := residentBytes(t), threads(t), goroutines()
	for made := calls / 3; made < calls; made += 10 {
		round(t, client, id)
		with.forgetRequests()
	}
	eventually(t, "no goroutine is left", func() bool { return goroutines() <= before })
	grown := residentBytes(t) - memory
	t.Logf("%d calls: %d bytes more of %d, %d threads and then %d", calls, grown, memory, count, threads(t))
	if grown > 4<<20 && !isRaced || threads(t) > count+4 {
		t.Errorf("%d bytes more, %d threads and then %d", grown, count, threads(t))
	}
}
