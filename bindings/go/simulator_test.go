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
	"reflect"
	"regexp"
	"strings"
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
	forgetEnvironment()
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

// forgetEnvironment takes away what the library would read: a credential of the one who runs the tests, say.
func forgetEnvironment() {
	for _, variable := range os.Environ() {
		name := strings.SplitN(variable, "=", 2)[0]
		for _, family := range []string{"CODELAB_", "OS_", "HUAWEICLOUD_SDK_"} {
			if strings.HasPrefix(name, family) {
				os.Unsetenv(name)
			}
		}
	}
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

// change sets how the user's instance stands.
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
	options := codelab.Options{RetryDelayMs: 1, RetryDelayMaxMs: 5}
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
	answer, err := controlled(method, path, body)
	if err != nil {
		t.Fatal(err)
	}
	return answer
}

func controlled(method, path string, body any) ([]byte, error) {
	encoded, err := json.Marshal(body)
	if err != nil {
		return nil, err
	}
	request, err := http.NewRequest(method, endpoint+path, bytes.NewReader(encoded))
	if err != nil {
		return nil, err
	}
	request.Header.Set("Content-Type", "application/json")
	response, err := (&http.Client{Timeout: patience}).Do(request)
	if err != nil {
		return nil, err
	}
	defer response.Body.Close()
	answer, err := io.ReadAll(response.Body)
	if err == nil && response.StatusCode >= 300 {
		err = fmt.Errorf("%s %s: %s %s", method, path, response.Status, answer)
	}
	return answer, err
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
