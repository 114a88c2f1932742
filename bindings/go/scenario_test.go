package codelab_test

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"testing"
	"time"

	codelab "libcodelab/bindings/go"
)

// scenario is an entry of the files that C, Python and Go share.
type scenario struct {
	Name          string
	Call          string
	User          settings
	Faults        []fault
	Credential    string
	Client        fields
	Environment   map[string]string
	Request       fields
	ID            string
	AfterRevoking bool `json:"after_revoking"`
	Watch         fields
	TimeoutMs     *int64 `json:"timeout_ms"`
	Body          string
	BodyFile      string `json:"body_file"`
	Expect        expectation
}

// notInGo are the scenarios that programs in Go cannot express, with the reason. TestAnEmptyTextOfAFilterMeansAny has
// what Go does instead.
var notInGo = map[string]string{"an empty name is refused by the list": `InstanceFilter.Name "" is any name`}

func TestScenarios(t *testing.T) {
	left := len(notInGo)
	for _, each := range readScenarios(t) {
		each := each
		if _, isSkipped := notInGo[each.Name]; isSkipped {
			left--
			continue
		}
		t.Run(each.Name, func(t *testing.T) {
			if each.Environment == nil {
				t.Parallel() // scenarios that set the environment run before the parallel ones
			}
			each.run(t)
		})
	}
	if left != 0 {
		t.Errorf("notInGo names %d scenarios that do not exist", left)
	}
}

// readScenarios returns the scenarios of all files, in the order of their names.
func readScenarios(t *testing.T) []scenario {
	paths, err := filepath.Glob(filepath.Join(checkout, "Tests/scenarios/*.json"))
	if err != nil || len(paths) == 0 {
		t.Fatalf("no files of scenarios: %v", err)
	}
	var all []scenario
	for _, path := range paths {
		content, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		decoder := json.NewDecoder(bytes.NewReader(content))
		decoder.UseNumber()
		decoder.DisallowUnknownFields() // an unknown key fails the test
		var table struct{ Scenarios []scenario }
		if err := decoder.Decode(&table); err != nil {
			t.Fatalf("%s: %v", path, err)
		}
		if len(table.Scenarios) == 0 {
			t.Fatalf("%s has no scenario", path)
		}
		all = append(all, table.Scenarios...)
	}
	return all
}

func (s scenario) run(t *testing.T) {
	if s.Call == "decode" {
		instance, err := codelab.DecodeInstance(s.body(t))
		s.Expect.check(t, outcome{result: instance, err: err}, nil)
		return
	}
	with := s.newUser(t)
	for name, value := range s.Environment {
		t.Setenv(name, with.expanded(value))
	}
	options := with.optionsWith(s.Credential)
	options.Queue = newUnpaced(t) // without connections of other scenarios
	s.Client.expandedBy(with).setIn(t, &options)
	client, err := codelab.NewClient(options)
	if s.Call == "client" || err != nil {
		if err == nil {
			defer client.Close()
		}
		s.Expect.check(t, outcome{err: err}, with.calls())
		return
	}
	defer client.Close()
	s.prepare(t, client, with)
	ctx, stop := s.context()
	defer stop()
	seen := s.call(t, ctx, client)
	s.Expect.check(t, seen, with.calls())
}

func (s scenario) newUser(t *testing.T) *user {
	with := settings{}
	for name, value := range s.User {
		with[name] = value
	}
	if s.Credential == "temporary_keys" {
		with["security_token"] = true
	}
	return newUser(t, with)
}

// prepare brings the user into the state that the scenario requires.
func (s *scenario) prepare(t *testing.T, client *codelab.Client, with *user) {
	if s.ID == "$open" || s.ID == "$stopped" {
		isStopped := s.ID == "$stopped"
		s.ID = openedBy(t, with)
		if isStopped {
			with.change(settings{"status": "STOPPED"})
		}
	}
	if s.AfterRevoking {
		if _, err := walk(context.Background(), client.Flavors(nil)); err != nil {
			t.Fatal(err)
		}
		with.revokeTokens()
	}
	with.setFaults(s.Faults...)
	with.forgetRequests()
}

// openedBy opens an instance with a separate client, which does not have the scenario's settings.
func openedBy(t *testing.T, with *user) string {
	instance, err := with.client().Open(context.Background(), nil)
	if err != nil {
		t.Fatal(err)
	}
	return instance.ID
}

// context has the scenario's deadline. Without one it is cancelled after patience. That must not be a deadline, because
// the library uses the context's deadline.
func (s scenario) context() (context.Context, func()) {
	if s.TimeoutMs != nil {
		return context.WithTimeout(context.Background(), time.Duration(*s.TimeoutMs)*time.Millisecond)
	}
	ctx, cancel := context.WithCancel(context.Background())
	guard := time.AfterFunc(patience, cancel)
	return ctx, func() { guard.Stop(); cancel() }
}

func (s scenario) body(t *testing.T) []byte {
	if s.BodyFile == "" {
		return []byte(s.Body)
	}
	body, err := os.ReadFile(filepath.Join(checkout, "Tests/scenarios", s.BodyFile))
	if err != nil {
		t.Fatal(err)
	}
	return body
}
