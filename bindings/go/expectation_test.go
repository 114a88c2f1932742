package codelab_test

import (
	"errors"
	"io"
	"reflect"
	"strings"
	"testing"

	codelab "libcodelab/bindings/go"
)

// expectation is the expected outcome of a scenario. Missing values are not compared.
type expectation struct {
	Code        string
	HTTPStatus  *int `json:"http_status"`
	CurlCode    *int `json:"curl_code"`
	Retryable   *int // 1 or 0
	Attempts    *int
	RetryAfter  any     `json:"retry_after_ms"`
	ServiceCode *string `json:"service_code"`
	RequestID   *string `json:"request_id"`
	JSONPath    *string `json:"json_path"`
	JSONOffset  any     `json:"json_offset"`
	MessageHas  any     `json:"message_has"`
	Requests    *int
	Fields      map[string]any
	Calls       []string
	Items       *int
	ItemIDs     []string `json:"item_ids"`
	Statuses    []string
	Phases      []codelab.Phase
}

// check compares the outcome of a call, and the requests that the simulator received, with the expectation.
func (e expectation) check(t *testing.T, seen outcome, calls []string) {
	t.Helper()
	if got := codeOf(t, seen.err); got != e.Code {
		t.Fatalf("%s, want %s: %v", got, e.Code, seen.err)
	}
	e.checkError(t, seen.err)
	e.checkSteps(t, seen)
	same(t, "requests", len(calls), e.Requests)
	if e.Calls != nil && !reflect.DeepEqual(calls, e.Calls) {
		t.Errorf("calls: %v, want %v", calls, e.Calls)
	}
	for path, want := range e.Fields {
		if seen.result == nil || reflect.ValueOf(seen.result).IsNil() {
			t.Fatal("there is no result")
		}
		checkField(t, seen.result, path, want)
	}
}

// checkSteps compares the elements of lists and the changes of watches.
func (e expectation) checkSteps(t *testing.T, seen outcome) {
	t.Helper()
	same(t, "items", len(seen.ids), e.Items)
	for i, id := range e.ItemIDs {
		if i >= len(seen.ids) || seen.ids[i] != id {
			t.Errorf("item_ids: %v, want first %v", seen.ids, e.ItemIDs)
			break
		}
	}
	if e.Statuses != nil && !reflect.DeepEqual(seen.statuses, e.Statuses) {
		t.Errorf("statuses: %v, want %v", seen.statuses, e.Statuses)
	}
	if e.Phases != nil && !reflect.DeepEqual(seen.phases, e.Phases) {
		t.Errorf("phases: %v, want %v", seen.phases, e.Phases)
	}
}

func (e expectation) checkError(t *testing.T, err error) {
	t.Helper()
	var problem codelab.Error // of a successful call: empty
	var failed *codelab.Error
	if errors.As(err, &failed) {
		problem = *failed
	}
	same(t, "http_status", problem.HTTPStatus, e.HTTPStatus)
	same(t, "curl_code", problem.CurlCode, e.CurlCode)
	retryable := 0
	if problem.Retryable {
		retryable = 1
	}
	same(t, "retryable", retryable, e.Retryable)
	same(t, "attempts", problem.Attempts, e.Attempts)
	same(t, "service_code", problem.ServiceCode, e.ServiceCode)
	same(t, "request_id", problem.RequestID, e.RequestID)
	same(t, "json_path", problem.JSONPath, e.JSONPath)
	if e.RetryAfter != nil {
		checkValue(t, "retry_after_ms", problem.RetryAfter, e.RetryAfter)
	}
	if e.JSONOffset != nil {
		checkValue(t, "json_offset", problem.JSONOffset, e.JSONOffset)
	}
	for _, part := range oneOrMore(t, e.MessageHas) {
		if !strings.Contains(problem.Message, part) {
			t.Errorf("the message does not have %q: %s", part, problem.Message)
		}
	}
}

func same[T comparable](t *testing.T, what string, got T, want *T) {
	t.Helper()
	if want != nil && got != *want {
		t.Errorf("%s: %v, want %v", what, got, *want)
	}
}

func codeOf(t *testing.T, err error) string {
	t.Helper()
	var problem *codelab.Error
	switch {
	case err == nil:
		return "CODELAB_OK"
	case err == io.EOF:
		return "CODELAB_DONE"
	case errors.As(err, &problem):
		return problem.Code.String()
	}
	t.Fatalf("not an error of the package: %v", err)
	return ""
}

func oneOrMore(t *testing.T, value any) (parts []string) {
	t.Helper()
	switch value := value.(type) {
	case nil:
	case string:
		parts = []string{value}
	case []any:
		for _, part := range value {
			parts = append(parts, oneOrMore(t, part)...)
		}
	default:
		t.Fatalf("neither a text nor a list: %v", value)
	}
	return parts
}
