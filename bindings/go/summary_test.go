package codelab

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"
)

func TestASummaryHasTheFieldsThatAreSet(t *testing.T) {
	cases := []struct {
		name string
		got  []pair
		want string
	}{
		{"an instance", (&Instance{ID: "an-id", Status: StatusStopped}).summary(),
			"[{id an-id} {status STOPPED} {progress_percent 0}]"},
		{"an error of the service", (&Error{Code: ErrRateLimit, Message: "m", HTTPStatus: 429, Attempts: 2,
			RetryAfter: time.Second, Retryable: true, ServiceCode: "APIG.0308", RequestID: "r"}).summary(),
			"[{code CODELAB_E_RATE_LIMIT} {message m} {retryable true} {http_status 429} {attempts 2} {retry_after 1000000000} " +
				"{service_code APIG.0308} {request_id r}]"},
		{"an error of this package", stateError("the client is closed", ErrClosed).summary(),
			"[{code CODELAB_E_STATE} {message the client is closed} {retryable false}]"},
	}
	for _, each := range cases {
		if got := fmt.Sprint(each.got); got != each.want {
			t.Errorf("%s: %s, want %s", each.name, got, each.want)
		}
	}
}

func TestASummaryHasNoToken(t *testing.T) {
	instance, err := DecodeInstance([]byte(`{"id": "an-id", "token": "a-secret-token", "name": "of a-secret-token",
		"fail_reason": "YS1zZWNyZXQtdG9rZW4= https://h/?token=another"}`))
	if err != nil {
		t.Fatal(err)
	}
	got := fmt.Sprint(instance.summary())
	for _, secret := range []string{"a-secret-token", "YS1zZWNyZXQtdG9r", "another"} {
		if strings.Contains(got, secret) {
			t.Error(got)
		}
	}
}

func TestThePipeOfATraceIsClosedWithItsLastUser(t *testing.T) {
	var lines []string
	made, err := newTrace(func(line string) { lines = append(lines, line) })
	if err != nil {
		t.Fatal(err)
	}
	made.retain().release()
	if _, err := made.writer.WriteString("one\ntwo\n"); err != nil {
		t.Fatal("closed while there is a user: ", err)
	}
	made.release()
	made.flush()
	if fmt.Sprint(lines) != "[one two]" {
		t.Error(lines)
	}
	if _, err := made.writer.WriteString("three"); err == nil {
		t.Error("the pipe is open")
	}
	if none, err := newTrace(nil); none != nil || err != nil || errors.Is(err, ErrNoMemory) {
		t.Errorf("%v, %v", none, err)
	}
}
