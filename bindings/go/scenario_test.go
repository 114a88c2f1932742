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

// scenario is one entry of the table that C, Python and Go run alike.
type scenario struct {
	Name      string
	Call      string
	User      settings
	Faults    []fault
	Client    options
	Request   *request
	ID        string
	Watch     watchOptions
	TimeoutMs *int64 `json:"timeout_ms"`
	Body      string
	BodyFile  string `json:"body_file"`
	Expect    expectation
}

type request struct {
	ImageID  string `json:"image_id"`
	ShareURL string `json:"share_url"`
}

// options are overrides; a pointer tells null and what is left out from what is given.
type options struct {
	Flags            *uint32
	Endpoint         nullable `json:"endpoint"`
	ProjectID        nullable `json:"project_id"`
	Token            nullable `json:"token"`
	CAFile           *string  `json:"ca_file"`
	Proxy            *string
	UserAgent        *string `json:"user_agent"`
	Language         *string
	ConnectTimeoutMs *int64 `json:"connect_timeout_ms"`
	AttemptTimeoutMs *int64 `json:"attempt_timeout_ms"`
	MaxAttempts      *int32 `json:"max_attempts"`
	RetryDelayMs     *int64 `json:"retry_delay_ms"`
	RetryDelayMaxMs  *int64 `json:"retry_delay_max_ms"`
}

// nullable is a text that may be null, which is not the same as not being there. Go has no NULL to pass on for it: an
// empty text must do, and must be refused all the same.
type nullable struct {
	isThere bool
	value   string
}

func (n *nullable) UnmarshalJSON(text []byte) error {
	n.isThere = true
	return json.Unmarshal(text, &n.value)
}

type watchOptions struct {
	FirstDelayMs  *int64 `json:"first_delay_ms"`
	CeilingMs     *int64 `json:"ceiling_ms"`
	GrowthPercent *int32 `json:"growth_percent"`
	JitterPercent *int32 `json:"jitter_percent"`
}

func set[T any](field *T, override *T) {
	if override != nil {
		*field = *override
	}
}

func (o options) over(defaults codelab.Options) codelab.Options {
	set((*uint32)(&defaults.Flags), o.Flags)
	for field, override := range map[*string]nullable{
		&defaults.Endpoint: o.Endpoint, &defaults.ProjectID: o.ProjectID, &defaults.Token: o.Token,
	} {
		if override.isThere {
			*field = override.value
		}
	}
	set(&defaults.CAFile, o.CAFile)
	if o.Proxy != nil {
		defaults.Proxy = codelab.Some(*o.Proxy)
	}
	set(&defaults.UserAgent, o.UserAgent)
	set(&defaults.Language, o.Language)
	set(&defaults.ConnectTimeoutMs, o.ConnectTimeoutMs)
	set(&defaults.AttemptTimeoutMs, o.AttemptTimeoutMs)
	set(&defaults.MaxAttempts, o.MaxAttempts)
	set(&defaults.RetryDelayMs, o.RetryDelayMs)
	set(&defaults.RetryDelayMaxMs, o.RetryDelayMaxMs)
	return defaults
}

func (o watchOptions) over(defaults codelab.WatchOptions) *codelab.WatchOptions {
	set(&defaults.FirstDelayMs, o.FirstDelayMs)
	set(&defaults.CeilingMs, o.CeilingMs)
	set(&defaults.GrowthPercent, o.GrowthPercent)
	set(&defaults.JitterPercent, o.JitterPercent)
	return &defaults
}

func TestScenarios(t *testing.T) {
	content, err := os.ReadFile(filepath.Join(checkout, "Tests/scenarios/scenarios.json"))
	if err != nil {
		t.Fatal(err)
	}
	decoder := json.NewDecoder(bytes.NewReader(content))
	decoder.UseNumber()
	decoder.DisallowUnknownFields() // a key that is not known here is a failure, never skipped
	var table struct{ Scenarios []scenario }
	if err := decoder.Decode(&table); err != nil {
		t.Fatal(err)
	}
	if len(table.Scenarios) == 0 {
		t.Fatal("the table is empty")
	}
	for _, each := range table.Scenarios {
		each := each
		t.Run(each.Name, func(t *testing.T) {
			t.Parallel()
			each.run(t)
		})
	}
}

func (s scenario) run(t *testing.T) {
	switch s.Call {
	case "decode":
		instance, err := codelab.DecodeInstance(s.body(t))
		s.Expect.check(t, instance, err, 0)
		return
	case "client", "open", "show", "watch":
	default:
		t.Fatalf("not a call: %q", s.Call)
	}
	with := newUser(t, orEmpty(s.User))
	client, err := codelab.NewClient(s.Client.over(with.options()))
	if s.Call == "client" || err != nil {
		if err == nil {
			defer client.Close()
		}
		s.Expect.check(t, nil, err, with.requests())
		return
	}
	defer client.Close()
	if s.ID == "$open" {
		s.ID = openedBy(t, with)
	}
	with.setFaults(s.Faults...)
	with.forgetRequests()
	ctx, stop := s.context()
	defer stop()
	instance, err := s.call(ctx, client)
	s.Expect.check(t, instance, err, with.requests())
}

// openedBy opens with a client that is left alone by what the scenario changes in its own.
func openedBy(t *testing.T, with *user) string {
	instance, err := with.client().Open(context.Background(), nil)
	if err != nil {
		t.Fatal(err)
	}
	return instance.ID.Value
}

func orEmpty(with settings) settings {
	if with == nil {
		return settings{}
	}
	return with
}

// context has the scenario's deadline. Without one it is cancelled when patience ends, which is no deadline: the
// library would take that into account.
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

func (s scenario) call(ctx context.Context, client *codelab.Client) (*codelab.Instance, error) {
	switch s.Call {
	case "open":
		if s.Request == nil {
			return client.Open(ctx, nil)
		}
		return client.Open(ctx, &codelab.OpenRequest{ImageID: s.Request.ImageID, ShareURL: s.Request.ShareURL})
	case "show":
		return client.Show(ctx, s.ID)
	}
	watch, err := client.Watch(s.ID, s.Watch.over(*quickly))
	if err != nil {
		return nil, err
	}
	defer watch.Close()
	var last *codelab.Instance
	for {
		instance, err := watch.Next(ctx)
		if err != nil {
			return last, err
		}
		last = instance
	}
}
