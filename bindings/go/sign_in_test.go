package codelab_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	codelab "libcodelab/bindings/go"
)

// listFlavors makes a call that needs only a credential.
func listFlavors(ctx context.Context, client *codelab.Client) error {
	_, err := walk(ctx, client.Flavors(nil))
	return err
}

func count(calls []string, name string) (times int) {
	for _, each := range calls {
		if each == name {
			times++
		}
	}
	return times
}

// slowSignIn delays IAM's next response.
func slowSignIn(delay time.Duration) fault {
	return fault{"kind": "latency", "delay_ms": delay.Milliseconds(), "call": "iam_tokens", "times": 1}
}

const crowd = 100

// atOnce runs work in many goroutines, and returns the error of each.
func atOnce(work func() error) []error {
	problems := make([]error, crowd)
	begin := make(chan struct{})
	var group sync.WaitGroup
	for i := range problems {
		i := i
		group.Add(1)
		go func() {
			defer group.Done()
			<-begin
			problems[i] = work()
		}()
	}
	close(begin)
	group.Wait()
	return problems
}

func TestAHundredGoroutinesShareOneTokenThatIsFetchedOnce(t *testing.T) {
	t.Parallel()
	with := newUser(t, settings{})
	client := with.clientWith(with.optionsWith("password"))
	for _, when := range []string{"at first", "after it was revoked"} {
		with.setFaults(slowSignIn(200 * time.Millisecond))
		with.forgetRequests()
		for _, err := range atOnce(func() error { return listFlavors(context.Background(), client) }) {
			if err != nil {
				t.Fatalf("%s: %v", when, err)
			}
		}
		if fetched := count(with.calls(), "iam_tokens"); fetched != 1 {
			t.Errorf("%s: %d tokens were fetched", when, fetched)
		}
		with.revokeTokens()
	}
}

func TestAWrongPasswordIsSentOnceAndReportedToEachGoroutine(t *testing.T) {
	t.Parallel()
	with := newUser(t, settings{})
	options := with.optionsWith("password")
	options.Password = secretWord
	client := with.clientWith(options)
	with.setFaults(slowSignIn(200 * time.Millisecond))
	for _, err := range atOnce(func() error { return listFlavors(context.Background(), client) }) {
		if !errors.Is(err, codelab.ErrAuthentication) || strings.Contains(err.Error(), secretWord) {
			t.Fatalf("got %v, want ErrAuthentication", err)
		}
	}
	if calls := with.calls(); len(calls) != 1 {
		t.Errorf("sent %v", calls)
	}
}

func TestAContextEndsACallThatWaitsForTheTokenOfAnother(t *testing.T) {
	t.Parallel()
	with := newUser(t, settings{})
	client := with.clientWith(with.optionsWith("password"))
	with.setFaults(slowSignIn(2 * time.Second))
	fetched := make(chan error, 1)
	go func() { fetched <- listFlavors(context.Background(), client) }()
	eventually(t, "the token is asked for", func() bool { return with.requests() == 1 })

	late, cancel := context.WithTimeout(context.Background(), 50*time.Millisecond)
	defer cancel()
	if err := listFlavors(late, client); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("got %v, want context.DeadlineExceeded", err)
	}
	stopped, stop := context.WithCancel(context.Background())
	defer time.AfterFunc(50*time.Millisecond, stop).Stop()
	if err := listFlavors(stopped, client); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, want context.Canceled", err)
	}
	if err := <-fetched; err != nil {
		t.Errorf("the one that fetched: %v", err)
	}
	if calls := with.calls(); strings.Join(calls, " ") != "iam_tokens list_flavors" {
		t.Errorf("sent %v", calls)
	}
}

func TestWhenTheFetchingCallIsCancelledAnotherFetchesTheToken(t *testing.T) {
	t.Parallel()
	with := newUser(t, settings{})
	client := with.clientWith(with.optionsWith("password"))
	with.setFaults(slowSignIn(longAnswer))
	ctx, stop := context.WithCancel(context.Background())
	defer stop()
	fetching, waiting := make(chan error, 1), make(chan error, 1)
	begin := time.Now()
	go func() { fetching <- listFlavors(ctx, client) }()
	eventually(t, "the token is asked for", func() bool { return with.requests() == 1 })
	go func() { waiting <- listFlavors(context.Background(), client) }()
	stop()
	if err := <-fetching; !errors.Is(err, context.Canceled) {
		t.Errorf("the one that was stopped: %v, want context.Canceled", err)
	}
	if err := <-waiting; err != nil {
		t.Errorf("the other one: %v", err)
	}
	if time.Since(begin) >= longAnswer {
		t.Error("the answer was waited for")
	}
	if calls := with.calls(); count(calls, "iam_tokens") != 2 {
		t.Errorf("sent %v", calls)
	}
}

func TestATraceHasEachRequestAndNoSecret(t *testing.T) {
	t.Parallel()
	with := newUser(t, settings{"security_token": true})
	file, err := os.Create(filepath.Join(t.TempDir(), "trace"))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	for _, kind := range []string{"token", "temporary_keys", "password"} {
		options := with.optionsWith(kind)
		options.TraceFD = int32(file.Fd())
		if err := listFlavors(context.Background(), with.clientWith(options)); err != nil {
			t.Errorf("%s: %v", kind, err)
		}
	}
	written, err := os.ReadFile(file.Name())
	if err != nil {
		t.Fatal(err)
	}
	trace := string(written)
	if strings.Count(trace, "/notebooks/flavors") != 3 || strings.Count(trace, "/v3/auth/tokens") != 1 {
		t.Errorf("not each exchange is there once:\n%s", trace)
	}
	for _, name := range []string{"token", "secret_key", "security_token", "password"} {
		if strings.Contains(trace, with.values[name]) {
			t.Errorf("the trace has the %s", name)
		}
	}
}

func TestTheVariableForATraceIsUsedUnlessTheOptionsDisableIt(t *testing.T) {
	path := filepath.Join(t.TempDir(), "trace")
	t.Setenv("CODELAB_TRACE", path)
	with := newUser(t, settings{})
	silent := with.options()
	silent.TraceFD = codelab.NoTrace
	if err := listFlavors(context.Background(), with.clientWith(silent)); err != nil {
		t.Error(err)
	}
	if written, err := os.ReadFile(path); err == nil && len(written) > 0 {
		t.Errorf("a trace was written: %s", written)
	}
	if err := listFlavors(context.Background(), with.client()); err != nil {
		t.Error(err)
	}
	if written, err := os.ReadFile(path); err != nil || !strings.Contains(string(written), "/notebooks/flavors") {
		t.Errorf("the trace is %q, %v", written, err)
	}
}
