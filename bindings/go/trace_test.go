package codelab_test

import (
	"context"
	"errors"
	"strings"
	"sync"
	"testing"

	codelab "libcodelab/bindings/go"
)

// traced collects the lines of a trace.
type traced struct {
	mutex sync.Mutex
	lines []string
}

func (t *traced) give(line string) {
	t.mutex.Lock()
	defer t.mutex.Unlock()
	t.lines = append(t.lines, line)
}

func (t *traced) all() string {
	t.mutex.Lock()
	defer t.mutex.Unlock()
	return strings.Join(t.lines, "\n")
}

// newTracedClient returns a client that gives its trace to the second result, and nothing to other tests' descriptors.
func newTracedClient(t *testing.T, with *user) (*codelab.Client, *traced) {
	t.Helper()
	lines := &traced{}
	options := with.options()
	options.Trace = lines.give
	client, err := codelab.NewClient(options)
	if err != nil {
		t.Fatal(err)
	}
	return client, lines
}

func TestTraceReceivesALineForEachRequestUntilClose(t *testing.T) {
	t.Parallel()
	with := newUser(t, settings{})
	client, lines := newTracedClient(t, with)
	opened, err := client.Open(context.Background(), nil)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := client.Show(context.Background(), opened.ID); err != nil {
		t.Fatal(err)
	}
	if err := client.Close(); err != nil {
		t.Fatal(err)
	}
	got := lines.all()
	if requests := strings.Count(got, "attempt=1 status=200"); requests != 2 || !strings.Contains(got, "/notebooks/open") {
		t.Errorf("%d requests: %s", requests, got)
	}
	if strings.Contains(got, opened.Token.Reveal()) || strings.Contains(got, with.options().Token) {
		t.Errorf("has a secret: %s", got)
	}
}

func TestTraceContinuesForWatchesAndListsOfAClosedClient(t *testing.T) {
	t.Parallel()
	with := newUser(t, settings{})
	client, lines := newTracedClient(t, with)
	opened, err := client.Open(context.Background(), nil)
	if err != nil {
		t.Fatal(err)
	}
	watch, err := client.Watch(opened.ID, quickly)
	if err != nil {
		t.Fatal(err)
	}
	list := client.Flavors(nil)
	_ = client.Close()
	if _, err := watch.Next(context.Background()); err != nil {
		t.Fatal(err)
	}
	_ = watch.Close()
	if !list.Next(context.Background()) {
		t.Fatal(list.Err())
	}
	_ = list.Close()
	for _, path := range []string{"/notebooks/open", "/notebooks/" + opened.ID, "/flavors"} {
		if !strings.Contains(lines.all(), path) {
			t.Errorf("no line of %s: %s", path, lines.all())
		}
	}
}

func TestTraceAndTraceFDExcludeEachOther(t *testing.T) {
	options := codelab.Options{Endpoint: "https://h.example", ProjectID: "p", Token: "t", TraceFD: codelab.NoTrace,
		Trace: func(string) {}}
	client, err := codelab.NewClient(options)
	if client != nil || !errors.Is(err, codelab.ErrArgument) || !strings.Contains(err.Error(), "Trace or TraceFD") {
		t.Errorf("%v, %v", client, err)
	}
}

func TestAClientThatCannotBeMadeEndsItsTrace(t *testing.T) {
	for attempt := 0; attempt < 2000; attempt++ { // more than there can be open descriptors
		options := codelab.Options{Endpoint: "not an address", Flags: codelab.NoEnvironment, Trace: func(string) {}}
		if _, err := codelab.NewClient(options); !errors.Is(err, codelab.ErrArgument) {
			t.Fatalf("attempt %d: %v", attempt, err)
		}
	}
}
