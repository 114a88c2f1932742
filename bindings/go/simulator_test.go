package codelab_test

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	codelab "libcodelab/bindings/go"
)

// patience bounds every wait of these tests. It is only ever spent by one that fails.
const patience = 60 * time.Second

// checkout is the root of the repository, as seen from this package.
const checkout = "../.."

// simulatorLog has a line for each request, to be read after a failure.
const simulatorLog = checkout + "/build/tests/go-simulator.log"

// endpoint is where the one simulator of this test binary listens.
var endpoint string

func TestMain(m *testing.M) {
	stop, err := startSimulator()
	if err != nil {
		fmt.Fprintln(os.Stderr, "the simulator does not start (\"make\" builds it):", err)
		os.Exit(1)
	}
	code := m.Run()
	if err := stop(); err != nil {
		fmt.Fprintln(os.Stderr, "the simulator did not end well:", err)
		code = 1
	}
	os.Exit(code)
}

// startSimulator starts a simulator that ends when this process does, for its standard input ends then.
func startSimulator() (stop func() error, err error) {
	command := exec.Command(filepath.Join(checkout, "build/bin/codelab-simulator"), "--until-eof")
	log, err := os.Create(simulatorLog)
	if err != nil {
		return nil, err
	}
	defer log.Close()
	command.Stderr = log
	stdin, err := command.StdinPipe()
	if err != nil {
		return nil, err
	}
	stdout, err := command.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := command.Start(); err != nil {
		return nil, err
	}
	guard := time.AfterFunc(patience, func() { _ = command.Process.Kill() })
	line, err := bufio.NewReader(stdout).ReadBytes('\n')
	if err != nil {
		return nil, fmt.Errorf("no first line: %w", err)
	}
	guard.Stop()
	var announcement struct{ Endpoint string }
	if err := json.Unmarshal(line, &announcement); err != nil {
		return nil, err
	}
	endpoint = announcement.Endpoint
	return func() error {
		guard := time.AfterFunc(patience, func() { _ = command.Process.Kill() })
		defer guard.Stop()
		if err := stdin.Close(); err != nil {
			return err
		}
		return command.Wait()
	}, nil
}

// user is one user of the simulator. Each test has its own, so tests do not meet.
type user struct {
	t         testing.TB
	ProjectID string `json:"project_id"`
	Token     string `json:"token"`
}

type settings map[string]any
type fault map[string]any

func newUser(t testing.TB, with any) *user {
	t.Helper()
	made := &user{t: t}
	answer := control(t, http.MethodPost, "/simulator/users", with)
	if err := json.Unmarshal(answer, made); err != nil {
		t.Fatalf("a new user is %q: %v", answer, err)
	}
	return made
}

func (u *user) path(of string) string {
	return "/simulator/users/" + u.ProjectID + "/" + of
}

func (u *user) setFaults(faults ...fault) {
	u.t.Helper()
	control(u.t, http.MethodPut, u.path("faults"), append([]fault{}, faults...)) // none is [], not null
}

func (u *user) forgetRequests() {
	u.t.Helper()
	control(u.t, http.MethodDelete, u.path("requests"), nil)
}

func (u *user) requests() int {
	u.t.Helper()
	answer := control(u.t, http.MethodGet, u.path("requests"), nil)
	var logged []json.RawMessage
	if err := json.Unmarshal(answer, &logged); err != nil {
		u.t.Fatalf("the requests are %q: %v", answer, err)
	}
	return len(logged)
}

func (u *user) options() codelab.Options {
	return codelab.Options{
		Endpoint:        endpoint,
		ProjectID:       u.ProjectID,
		Token:           u.Token,
		RetryDelayMs:    1,
		RetryDelayMaxMs: 5,
	}
}

func (u *user) client() *codelab.Client {
	u.t.Helper()
	client, err := codelab.NewClient(u.options())
	if err != nil {
		u.t.Fatal(err)
	}
	u.t.Cleanup(func() { _ = client.Close() })
	return client
}

// quickly are options that suit steps of a few milliseconds.
var quickly = &codelab.WatchOptions{FirstDelayMs: 5, CeilingMs: 20}

// follow takes all that a watch tells, and the error that ends it.
func follow(t testing.TB, watch *codelab.Watch) (seen []*codelab.Instance, err error) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	for {
		instance, err := watch.Next(ctx)
		if err != nil {
			return seen, err
		}
		seen = append(seen, instance)
	}
}

// watched opens an instance and makes a watch of it.
func watched(t testing.TB, client *codelab.Client) (*codelab.Instance, *codelab.Watch) {
	t.Helper()
	opened, err := client.Open(context.Background(), nil)
	if err != nil {
		t.Fatal(err)
	}
	watch, err := client.Watch(opened.ID.Value, quickly)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = watch.Close() })
	return opened, watch
}

// control makes one control call of the simulator.
func control(t testing.TB, method, path string, body any) []byte {
	t.Helper()
	encoded, err := json.Marshal(body)
	if err != nil {
		t.Fatal(err)
	}
	request, err := http.NewRequest(method, endpoint+path, bytes.NewReader(encoded))
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Content-Type", "application/json")
	response, err := (&http.Client{Timeout: patience}).Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	answer, err := io.ReadAll(response.Body)
	if err != nil || response.StatusCode >= 300 {
		t.Fatalf("%s %s: %s %s %v", method, path, response.Status, answer, err)
	}
	return answer
}

// eventually waits until the condition holds.
func eventually(t testing.TB, what string, holds func() bool) {
	t.Helper()
	for limit := time.Now().Add(patience); !holds(); time.Sleep(time.Millisecond) {
		if time.Now().After(limit) {
			t.Fatalf("never came true: %s", what)
		}
	}
}
