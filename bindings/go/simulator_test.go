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
	"strings"
	"testing"
	"time"

	codelab "libcodelab/bindings/go"
)

// patience limits every wait of these tests. Only a test that fails waits as long.
const patience = 60 * time.Second

// checkout is the root of the repository, relative to this package.
const checkout = "../.."

// simulatorLog has a line for each request, to diagnose a failure.
const simulatorLog = checkout + "/build/tests/go-simulator.log"

// endpoint is the address of the simulator of this test binary.
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

// forgetEnvironment removes the variables that the library reads, such as the developer's credential.
func forgetEnvironment() {
	for _, variable := range os.Environ() {
		name := strings.SplitN(variable, "=", 2)[0]
		for _, family := range []string{"CODELAB_", "OS_", "HUAWEICLOUD_SDK_", "HW_"} {
			if strings.HasPrefix(name, family) {
				os.Unsetenv(name)
			}
		}
	}
}

// startSimulator starts a simulator. It ends with this process, when its standard input is closed.
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

// quickly has watch options for steps of a few milliseconds.
var quickly = &codelab.WatchOptions{FirstDelay: 5 * time.Millisecond, Ceiling: 20 * time.Millisecond}

// follow returns all instances of a watch, and the error that ends it.
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

// watched opens an instance, and returns a watch of it.
func watched(t testing.TB, client *codelab.Client) (*codelab.Instance, *codelab.Watch) {
	t.Helper()
	opened, err := client.Open(context.Background(), nil)
	if err != nil {
		t.Fatal(err)
	}
	watch, err := client.Watch(opened.ID, quickly)
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
