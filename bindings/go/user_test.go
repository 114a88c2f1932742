package codelab_test

import (
	"encoding/json"
	"net/http"
	"reflect"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	codelab "libcodelab/bindings/go"
)

// user is one user of the simulator. Each test has its own, so tests do not meet.
type user struct {
	t         testing.TB
	ProjectID string            // the one by which the simulator knows the user
	values    map[string]string // what the simulator has made up: credentials and the like, by the names of options
}

type settings map[string]any
type fault map[string]any

func newUser(t testing.TB, with any) *user {
	t.Helper()
	answer := control(t, http.MethodPost, "/simulator/users", with)
	var values map[string]any
	if err := json.Unmarshal(answer, &values); err != nil {
		t.Fatalf("a new user is %q: %v", answer, err)
	}
	made := &user{t: t, values: map[string]string{}}
	for name, value := range values {
		if text, isText := value.(string); isText {
			made.values[name] = text
		}
	}
	made.ProjectID = made.values["project_id"]
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

// calls are the names of the calls that were requested, IAM's included.
func (u *user) calls() []string {
	u.t.Helper()
	answer := control(u.t, http.MethodGet, u.path("requests"), nil)
	var logged []struct{ Call string }
	if err := json.Unmarshal(answer, &logged); err != nil {
		u.t.Fatalf("the requests are %q: %v", answer, err)
	}
	calls := []string{}
	for _, each := range logged {
		calls = append(calls, each.Call)
	}
	return calls
}

func (u *user) requests() int {
	u.t.Helper()
	return len(u.calls())
}

// change sets the state of the user's instance.
func (u *user) change(to settings) {
	u.t.Helper()
	control(u.t, http.MethodPatch, u.path("instance"), to)
}

// revokeTokens makes IAM's tokens worthless.
func (u *user) revokeTokens() {
	u.t.Helper()
	control(u.t, http.MethodDelete, u.path("tokens"), nil)
}

var valueInText = regexp.MustCompile(`\$[a-z_]+`)

// expanded puts the user's values for "$token" and the like.
func (u *user) expanded(text string) string {
	return valueInText.ReplaceAllStringFunc(text, func(name string) string { return u.values[name[1:]] })
}

// credentials are the options that each kind of credential takes.
var credentials = map[string][]string{
	"token":          {"endpoint", "project_id", "token"},
	"keys":           {"endpoint", "iam_endpoint", "project_id", "access_key", "secret_key"},
	"temporary_keys": {"endpoint", "iam_endpoint", "project_id", "access_key", "secret_key", "security_token"},
	"password":       {"endpoint", "iam_endpoint", "user_name", "password", "domain_name", "project_name"},
	"environment":    {},
}

// unpaced returns a queue without a rate limit, which all tests share.
func unpaced(t testing.TB) *codelab.Queue {
	t.Helper()
	queueOfTests.once.Do(func() { queueOfTests.queue, queueOfTests.err = codelab.NewQueue(unlimited) })
	if queueOfTests.err != nil {
		t.Fatal(queueOfTests.err)
	}
	return queueOfTests.queue
}

var unlimited = codelab.QueueOptions{ConnectionsPerHost: 256, RequestsPerSecond: codelab.Unlimited}

var queueOfTests struct {
	once  sync.Once
	queue *codelab.Queue
	err   error
}

// newUnpaced is a queue for one test.
func newUnpaced(t testing.TB) *codelab.Queue {
	t.Helper()
	queue, err := codelab.NewQueue(unlimited)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = queue.Close() })
	return queue
}

// optionsWith are options with this kind of credential; "" is a token.
func (u *user) optionsWith(credential string) codelab.Options {
	u.t.Helper()
	if credential == "" {
		credential = "token"
	}
	names, isKnown := credentials[credential]
	if !isKnown {
		u.t.Fatalf("not a kind of credential: %q", credential)
	}
	options := codelab.Options{
		RetryDelay: time.Millisecond, RetryDelayMax: 5 * time.Millisecond, Queue: unpaced(u.t),
	}
	for _, name := range names {
		value := u.values[strings.TrimPrefix(name, "iam_")] // IAM is at the same place
		reflect.ValueOf(&options).Elem().FieldByName(goName(name)).SetString(value)
	}
	return options
}

func (u *user) options() codelab.Options {
	u.t.Helper()
	return u.optionsWith("token")
}

func (u *user) client() *codelab.Client {
	u.t.Helper()
	return u.clientWith(u.options())
}

func (u *user) clientWith(options codelab.Options) *codelab.Client {
	u.t.Helper()
	client, err := codelab.NewClient(options)
	if err != nil {
		u.t.Fatal(err)
	}
	u.t.Cleanup(func() { _ = client.Close() })
	return client
}
